"""What the browser may ask for, each with a ``register(app)``."""
