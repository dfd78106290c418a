def post_init_hook(env):
    """Set up what depends on data that other apps made before this install."""
