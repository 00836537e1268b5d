"""Read a connection from explicit fields, a file and the environment."""
