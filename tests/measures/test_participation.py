"""Participation: who was in the room?"""
