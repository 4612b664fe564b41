"""Money: who pays for the arrangements?"""
