"""What needs several rooms at once, as generators that yield progress."""
