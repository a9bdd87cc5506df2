"""Questions over the invented articles: what a quote of the answer holds, or None to refuse.

Those above were written first and developed on; those in `LATER` when all of them were done.
They are asked on Monday 28 October 2024.
"""

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

DATED = [
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
    ("What did Theodore Hask say and how old is he?", [LAMP, None]),
    ("Tell me who found the cracks and when the bridge will open", [CRACKS, SHUT]),
]

LATER = [
    ("What did Theodore Haks say?", LAMP),
    ("Who is Fiona Abernethey?", WITTY),
    ("What did Dalia Okonkvo tell reporters?", CHEAPER),
    ("what did zelinskij say", "empty garage"),
    ("How many carpentres has North Korea sent?", SENT),
    ("Who opened the school in Dolma?", SCHOOL),
    ("What did Bernard Hask say?", None),
    ("when was the vote on lighthouses", VOTE),
    ("HOW MANY PUPILS HAVE ENROLLED", PUPILS),
    ("who is theodore hask", LAMP),
    ("what did henrik vasbotten find", CRACKS),
    ("wheres the carmo hall", VOTE),
    ("what did china say", "China has not said"),
    ("What has Beijing said?", "China has not said"),
    ("Did the United Kingdom sign the treaty?", REFUSED),
    ("What did the U.N. ask for?", LISTED),
    ("What does the European Union have to pay?", DREDGING),
    ("What did the USA refuse?", REFUSED),
    ("What did Seoul say on 6 November 2024?", SENT),
    ("What did Seoul say on 7 November 2024?", None),
    ("What did the United States refuse on 11 November?", REFUSED),
    ("What happened in Ostrel in September?", "Two panes"),
    ("How many groundings were counted in 2024?", GROUNDINGS),
    ("What ran aground, and how many passengers were aboard?", [AGROUND, AGROUND]),
    ("What did the council decide in November 2023?", None),
    ("Show me who opened the school for bakers", SCHOOL),
    ("I wonder how many groundings were counted.", GROUNDINGS),
    ("Which were the countries that signed?", REFUSED),
    ("cost of dredging", DREDGING),
    ("number of pupils in the school", PUPILS),
    ("date of the lighthouse vote", VOTE),
    ("Can anyone tell me where the vote took place?", VOTE),
    ("Could you list the people who won medals?", None),
    ("Let me know when the bridge reopens", SHUT),
    ("Who is Fiona Abernethy? What did she call his remark?", [WITTY, WITTY]),
    ("How many loaves were sold and where?", [LOAVES, LOAVES]),
    ("Why did the United States refuse and what would the treaty cost?", [REFUSED, COST]),
    ("Where and when was the vote on lighthouses, and how many voted yes?", [VOTE, VOTE, YES]),
    ("what did fiona abernethy call hasks remark", WITTY),
    ("Summarize what Abernethy said about the remark of Hask", WITTY),
    ("Vasbotten council", "Vasbotten"),
]

NOT_YET = [
    ("what did kolarova say about the weather", None),
    ("what did emil marquardt say about the mud", None),
    ("How many pupils have enrolled and what do they pay?", [PUPILS, "600 crowns"]),
    ("Who is Theodor Hask?", LAMP),
    ("why didnt china sign", None),
    ("What did the council decide in November 2024?", SHUT),
    ("Who found the cracks and what did he tell the council?", [CRACKS, SANG]),
]
