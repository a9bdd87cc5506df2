"""Invented articles for questions that are put in every way but the careful one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

ARTICLES = [
    {
        "title": "Minister alarmed by silt in Port Varnholt",
        "source": "The Quay Gazette",
        "published": "2024-10-25",  # a Friday
        "text": (
            "Ilse Marquardt, the transport minister of Denmark, warned on Thursday that silt in"
            " Port Varnholt could close the ferry line to Norway by spring.\n\n"
            "“It is a slow flood of mud,” Marquardt said. “Ships that had room enough last year"
            " touch the ground today.” The flood is alarming, she added.\n\n"
            "The port authority has counted 37 groundings since January. It blames a dam that"
            " engineers finished upstream in 2021.\n\n"
            "Last week the ferry Albertina ran aground with 212 passengers. Nobody was hurt.\n\n"
            "Dredging would cost 48 million euros, and Copenhagen wants the European Union to pay"
            " half of it, because the silt comes from abroad."
        ),
    },
    {
        "title": "Pyongyang sends carpenters to Mongolia",
        "source": "Steppe Courier",
        "published": "2024-11-08",  # a Friday
        "text": (
            "North Korea has sent 340 carpenters to Mongolia to rebuild a burnt theatre in"
            " Ulaanbaatar, Seoul said on Wednesday.\n\n"
            "“Skilled workers are cheaper than an embassy,” Dalia Okonkwo, a labour economist,"
            " told reporters. She expects more such contracts.\n\n"
            "The United Nations has asked both governments for a list of the workers. Ganzorig"
            " Batbold, the Mongolian culture minister, called the request “strange but"
            " harmless”.\n\n"
            "The DPRK opened a school of woodwork in 2019. Its pupils learn Russian and"
            " Mongolian.\n\n"
            "The carpenters are to stay until March because the theatre must be ready for a"
            " festival, Batbold said."
        ),
    },
    {
        "title": "Britain and America differ over lighthouses",
        "source": "The Lantern",
        "published": "2024-11-12",  # a Tuesday
        "text": (
            "The United States refused on Monday to sign a treaty on abandoned lighthouses that"
            " Britain, France and Chile have signed in Lisbon.\n\n"
            "“A lamp is not a border,” said Theodore Hask, the American envoy. He fears that the"
            " treaty would cost 90 million dollars a year.\n\n"
            "Fiona Abernethy, the British delegate, called his remark “witty and wrong”.\n\n"
            "The vote took place in the Carmo Hall in Lisbon on 4 November. Nineteen delegations"
            " voted yes, two voted no.\n\n"
            "China has not said whether it will sign. Tokyo will decide next year, Japanese"
            " diplomats say."
        ),
    },
    {
        "title": "A fire station becomes a school for bakers",
        "source": "Dolna Weekly",
        "published": "2024-10-10",  # a Thursday
        "text": (
            "Zdenka Kolarova opened a school for bakers in Dolna on 3 October, because the last"
            " bakery of the town had closed.\n\n"
            "The mayor, Pavel Zelinsky, gave her an empty fire station. “Nothing smells worse"
            " than an empty garage,” Zelinsky said.\n\n"
            "So far 25 pupils have enrolled. Each of them pays 600 crowns a month.\n\n"
            "Yesterday the first class sold 180 loaves on the market square. Kolarova plans a"
            " second oven for the winter."
        ),
    },
    {
        "title": "Glass bridge of Ostrel stays shut",
        "source": "Ostrel Observer",
        "published": "2024-11-15",  # a Friday
        "text": (
            "The glass bridge of Ostrel will stay shut until May, the city council decided on"
            " Thursday. Two panes cracked in September.\n\n"
            "Henrik Vasbotten, the chief engineer, found the cracks during a night walk. “The"
            " bridge sang,” Vasbotten told the council.\n\n"
            "Repairs are expected to take 14 weeks. Washington has offered nothing, although an"
            " American firm built the bridge, the council complained."
        ),
    },
]


def written(folder: Path) -> Path:
    """The articles as a file that can be added."""
    target = folder / "invented.jsonl"
    target.write_text("\n".join(map(json.dumps, ARTICLES)), encoding="utf-8")
    return target
