"""What a listener can choose on the page, and the tables from which the page makes each choice."""
