"""What travels: how the records and the errors of a network's own protocol are read and written."""
