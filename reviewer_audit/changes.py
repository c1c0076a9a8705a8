"""Which part of a project a transaction has changed."""

from enum import Flag, auto


class Topic(Flag):
    """A part of the project that a screen can show."""

    NOTHING = 0
    PROJECT = auto()
    POLICY = auto()
    PEOPLE = auto()
    DECISIONS = auto()
    ROUNDS = auto()
    GRADES = auto()
    VERDICTS = auto()
    CALIBRATION = auto()
    GOLD = auto()
    CASES = auto()
