"""Every SELECT of the dashboard, confined to the scope of the person who asks."""
