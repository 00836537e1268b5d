"""Search the hold list and the release log: filters, pages and items."""
