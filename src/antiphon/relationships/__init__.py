"""Who we keep in touch with, how strong the tie is, and whom to speak to next."""
