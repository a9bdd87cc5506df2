"""Questions over the invented articles: in each, what the first quote holds, or None to refuse."""

from __future__ import annotations

WARNED, FLOOD, GROUNDINGS = "warned on Thursday that silt", "slow flood of mud", "37 groundings"
AGROUND, DREDGING = "212 passengers", "48 million euros"
SENT, CHEAPER, LISTED, HARMLESS = "340 carpenters", "cheaper than", "for a list", "but harmless"
STAY, WOODWORK = "until March", "school of woodwork"
REFUSED, LAMP, WITTY = "refused on Monday", "not a border", "witty and wrong"
VOTE, YES, COST = "Carmo Hall", "Nineteen delegations", "90 million dollars"
SCHOOL, STATION, PUPILS, LOAVES = "3 October", "empty fire station", "25 pupils", "180 loaves"
SHUT, CRACKS, WEEKS, SANG = "decided on Thursday", "during a night walk", "14 weeks", "bridge sang"

MISSPELT = [
    ("Who is Ilse Marquart?", WARNED),
    ("What did Marquadrt say about the mud?", FLOOD),
    ("Why does silt alarm people in Port Varnhotl?", "silt"),
    ("What did Pavel Zelinskiy give her?", STATION),
    ("What did Zelynski give Kolarova?", STATION),
    ("What did Okonkow tell reporters?", CHEAPER),
    ("What did Fiona Abernathy call his remark?", WITTY),
    ("Who found the cracks in the glass bridge of Ostrl?", CRACKS),
    ("what did vasboten tell the council?", SANG),
    ("Who is Henrik Vasbottn?", CRACKS),
    ("Who opened a school in Donla?", SCHOOL),
    ("What happened in Warsaw?", None),  # an ordinary name that is nearly none of theirs
    ("What did Marquez say about the mud?", None),  # somebody else
    ("What did Pavel Zelenka give her?", None),
]

CASED = [
    ("who is ilse marquardt", WARNED),
    ("what did marquardt say about the mud", FLOOD),
    ("WHO IS ILSE MARQUARDT?", WARNED),
    ("WHAT DID OKONKWO TELL REPORTERS", CHEAPER),
    ("how many carpenter were sent to mongolia", SENT),
    ("what did the us refuse to sign", REFUSED),
    ("WHAT DID THE US REFUSE?", REFUSED),
    ("whos the mayor of dolna", STATION),
    ("whats the cost of dredging", DREDGING),
    ("what did fiona abernethy call hasks remark", WITTY),
    ("what did kolarova say about the weather", None),
    ("what did emil marquardt say about the mud", None),
    ("WHO IS THE MAYOR OF LISBON", None),
]

OTHERWISE_CALLED = [
    ("How many carpenters has the DPRK sent?", SENT),
    ("How many carpenters did Pyongyang send to Mongolia?", SENT),
    ("What school did North Korea open in 2019?", WOODWORK),
    ("What did the ROK say about carpenters?", SENT),
    ("What did South Korea say about the carpenters?", SENT),
    ("Why did the U.S. refuse to sign the treaty?", REFUSED),
    ("What did Washington refuse to sign?", REFUSED),
    ("What did America refuse to sign?", REFUSED),
    ("What did the UK sign in Lisbon?", REFUSED),
    ("What did the UN ask both governments for?", LISTED),
    ("What should the EU pay half of?", DREDGING),
    ("Has the PRC said whether it will sign?", "China has not said"),
    ("What has the United States offered for the bridge?", "Washington has offered"),
    ("When will Japan decide?", "Tokyo will decide"),
    ("How many carpenters has the ROK sent to Mongolia?", None),
    ("How many carpenters has Vietnam sent?", None),
]

DATED = [  # asked on Monday 28 October 2024
    ("Who warned of silt last Thursday?", WARNED),
    ("Who warned of silt on 24 October?", WARNED),
    ("What did the minister warn of on October 24, 2024?", WARNED),
    ("What did the minister warn of on 17 October 2024?", None),
    ("Who warned of silt last Tuesday?", None),
    ("Who warned of silt last week?", WARNED),
    ("Who warned of silt yesterday?", None),
    ("What ran aground on 16 October?", AGROUND),
    ("Who opened a school in October?", SCHOOL),
    ("Who opened a school in June?", None),
    ("How many loaves were sold on 9 October?", LOAVES),
    ("Where was the vote on 4 November?", VOTE),
    ("Where was the vote on 5 November?", None),
    ("What did the city council decide on 14 November 2024?", SHUT),
]

REQUESTED = [
    ("Tell me who warned of silt", WARNED),
    ("Please tell me who found the cracks.", CRACKS),
    ("Can you tell me who found the cracks?", CRACKS),
    ("Do you know who the mayor of Dolna is?", STATION),
    ("I want to know how many pupils have enrolled", PUPILS),
    ("I'd like to know what Okonkwo told reporters.", CHEAPER),
    ("List the countries that signed the treaty", REFUSED),
    ("Name the person who opened a school for bakers.", SCHOOL),
    ("Give me the number of passengers on the Albertina.", AGROUND),
    ("Explain why the carpenters are to stay until March.", STAY),
    ("Could you please explain why Copenhagen wants the EU to pay?", DREDGING),
    ("Marquardt mud", FLOOD),
    ("Abernethy remark", WITTY),
    ("carpenters number North Korea", SENT),
    ("groundings number", GROUNDINGS),
    ("lighthouse treaty cost", COST),
    ("Tell me who the prime minister of Canada is.", None),
    ("List the countries that left the treaty of Rome", None),
    ("Dolna football result", None),
    ("Do you know who won the World Cup?", None),
]

IN_PARTS = [  # what each part is answered with
    ("Who warned of silt and how many groundings were counted?", [WARNED, GROUNDINGS]),
    ("Who opened the school for bakers, and why?", [SCHOOL, SCHOOL]),
    ("When and where was the vote on lighthouses?", [VOTE, VOTE]),
    ("Who found the cracks? How long will repairs take?", [CRACKS, WEEKS]),
    ("Who is Pavel Zelinsky and what did he give Kolarova?", [STATION, STATION]),
    ("Who warned of silt, and who won the World Cup?", [WARNED, None]),
    ("Who is Dalia Okonkwo, and what did she tell reporters?", [CHEAPER, CHEAPER]),
    ("How many pupils have enrolled and what do they pay?", [PUPILS, "600 crowns"]),
    ("What did Theodore Hask say and how old is he?", [LAMP, None]),
    ("Tell me who found the cracks and when the bridge will open", [CRACKS, SHUT]),
]
