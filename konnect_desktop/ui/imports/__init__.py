"""Files of the seller: opening, naming the columns, looking at the rows before anything is sent."""
