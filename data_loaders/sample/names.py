"""Names and numbers of invented pupils. Surnames are compounds made here, so that they name no real child."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from stdnum.gb import upn as numbers

from data_loaders.sample.trust import LA_CODE

_FIRST_PARTS = (
    "Alder", "Amber", "Ash", "Black", "Bram", "Brook", "Calder", "Cinder", "Copper", "Dapple", "Elder", "Fallow",
    "Fern", "Glen", "Hallow", "Hazel", "Holm", "Ivy", "Kestrel", "Larch", "Linnet", "Marl", "Mill", "Moss", "Nettle",
    "Otter", "Pebble", "Quill", "Raven", "Rowan", "Rush", "Sedge", "Silver", "Sparrow", "Stone", "Tansy", "Thistle",
    "Umber", "Wren", "Yarrow",
)  # fmt: skip
_LAST_PARTS = (
    "beck", "bourne", "combe", "croft", "dale", "fell", "field", "fold", "garth", "holt", "mere", "ridge", "shaw",
    "thorpe", "water", "wick",
)  # fmt: skip
_GIRLS = (
    "Aaliyah", "Abigail", "Ada", "Aisha", "Amara", "Amelia", "Amina", "Anaya", "Anika", "Anna", "Ava", "Beatrice",
    "Bisi", "Carys", "Chidera", "Chloe", "Daisy", "Daria", "Dilys", "Efua", "Elena", "Ella", "Emilia", "Erin", "Esme",
    "Eva", "Evie", "Farah", "Fatima", "Florence", "Freya", "Grace", "Hafsa", "Hana", "Hannah", "Harriet", "Ines",
    "Iris", "Isla", "Ivy", "Jasmin", "Jaya", "Julia", "Kaya", "Khadija", "Kiran", "Layla", "Leila", "Lena", "Lily",
    "Lucia", "Lucy", "Maisie", "Maja", "Mariam", "Martha", "Maryam", "Matilda", "Maya", "Mei", "Mia", "Mina", "Molly",
    "Nadia", "Nia", "Noor", "Olive", "Olivia", "Oni", "Orla", "Penny", "Phoebe", "Poppy", "Priya", "Rania", "Riya",
    "Rosa", "Rose", "Ruby", "Safa", "Salma", "Sana", "Sara", "Selin", "Sienna", "Sofia", "Tamsin", "Tara", "Temi",
    "Thea", "Uma", "Violet", "Wanjiru", "Willow", "Yasmin", "Zainab", "Zara", "Zofia", "Zuri",
)  # fmt: skip
_BOYS = (
    "Aarav", "Abdul", "Adam", "Adrian", "Ahmed", "Albie", "Alfie", "Ali", "Amir", "Arjun", "Arlo", "Arthur", "Ayaan",
    "Ayo", "Bashir", "Ben", "Bilal", "Caleb", "Callum", "Chidi", "Daniel", "David", "Dev", "Dexter", "Dylan", "Eddie",
    "Eli", "Elijah", "Emeka", "Emre", "Ethan", "Evan", "Ewan", "Farhan", "Felix", "Finley", "Frank", "Freddie",
    "Gabriel", "George", "Gethin", "Hamza", "Harley", "Harry", "Haruki", "Hassan", "Henry", "Hugo", "Ibrahim", "Idris",
    "Isaac", "Ivan", "Jack", "Jacob", "Jakub", "James", "Jay", "Joel", "Jonah", "Joseph", "Jude", "Kai", "Karim",
    "Kofi", "Kwame", "Leo", "Levi", "Liam", "Logan", "Louis", "Lucas", "Luka", "Marcus", "Mason", "Mateo", "Max",
    "Musa", "Nathan", "Noah", "Omar", "Oscar", "Otis", "Owen", "Pavel", "Ravi", "Reuben", "Rhys", "Rohan", "Rory",
    "Ryan", "Sami", "Samuel", "Stefan", "Tariq", "Theo", "Tobi", "Tom", "Wilf", "Yusuf", "Zac",
)  # fmt: skip

Texts = NDArray[np.object_]


def surnames(rng: np.random.Generator, *, count: int) -> Texts:
    """``count`` surnames of two parts (``Fernshaw``), drawn with repetition."""
    every = np.array([first + last for first in _FIRST_PARTS for last in _LAST_PARTS], dtype=object)
    drawn: Texts = every[rng.integers(0, len(every), count)]
    return drawn


def forenames(rng: np.random.Generator, *, sex: Texts) -> Texts:
    """A forename for each pupil, common ones of many communities, by sex ``F`` or ``M``."""
    girls, boys = np.array(_GIRLS, dtype=object), np.array(_BOYS, dtype=object)
    draw = rng.random(len(sex))
    chosen: Texts = np.where(sex == "F", girls[(draw * len(girls)).astype(int)], boys[(draw * len(boys)).astype(int)])
    return chosen


def upn(establishment: int, *, year: int, serial: int) -> str:
    """A unique pupil number: check letter, LA, establishment (4), year (2), serial (3). ``X899400123007``."""
    digits = f"{LA_CODE}{establishment:04d}{year % 100:02d}{serial:03d}"
    return f"{numbers.calc_check_digit(digits)}{digits}"
