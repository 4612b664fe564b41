"""Front door: what becomes of a contact, and how soon?"""
