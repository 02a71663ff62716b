"""The pages as readers meet them: in a real browser, from a disk and from a server."""
