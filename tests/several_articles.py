"""Invented articles on the same events: some say the same, some are reprints, some differ.

Written before the code that compares articles. Thresholds were looked for on every other
group (`TUNED`); the rest (`HELD`) was measured once. An article's point is a letter: those
of a group with the same letter say the same, ``a=`` is a reprint of ``a``, and ``-`` speaks
of something else.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Written:
    """An article, and which point it makes about its group's question."""

    point: str
    source: str
    published: str
    title: str
    text: str


@dataclass(frozen=True)
class Group:
    """Articles and a question that more than one of them is about.

    Attributes:
        name: Of the group.
        question: What is asked.
        articles: At least two.
        differ: Whether points of different letters contradict each other.
    """

    name: str
    question: str
    articles: tuple[Written, ...]
    differ: bool = False


_RAILWAY = """Engineers in Torvik reopened the mountain railway on Monday after four months of repairs.
A landslide had torn away eighty metres of track in June, and two bridges had to be built anew.
The repairs cost 14 million crowns, said Hanne Lie, director of the Torvik railway.
The first train carried 120 passengers and a brass band over the pass.
Trains will run six times a day until the end of October, and four times a day in winter."""

_OYSTERS = """The oyster beds of Marrow Bay have been closed since Thursday because of a virus.
Inspectors found the virus in nine of twelve samples, the fisheries office said.
About 300 families live off the oysters, and the season was to begin in a week.
Peter Quayle, head of the growers' union, said the closure would cost each family 4,000 pounds.
The office wants to test the water again at the end of the month."""

GROUPS = (
    Group(
        "troops, the same number in other words",
        "How many troops did Norland send to the Sarn border?",
        (
            Written("a", "The Harbour Post", "2024-10-24", "Norland moves troops",
                "Norland has sent 10,000 troops to the Sarn border, its defence ministry said on Thursday. "
                "The move follows weeks of tension over water rights."),
            Written("a", "Daily Echo", "2024-10-25", "Soldiers at the Sarn",
                "Some ten thousand soldiers from Norland have arrived at the Sarn border, residents and officials say. "
                "Villagers counted long columns of lorries during the night."),
        ),
    ),
    Group(
        "marchers, two numbers",
        "How many people marched in Veldam against the new harbour tax?",
        (
            Written("a", "The Harbour Post", "2024-05-04", "Veldam marches",
                "Around 3,000 people marched in Veldam on Saturday against the new harbour tax, the police said. "
                "The march ended without arrests."),
            Written("b", "Union Mirror", "2024-05-05", "Veldam says no",
                "Organisers said 9,000 people marched in Veldam against the new harbour tax. "
                "They want the council to withdraw it by June."),
        ),
        differ=True,
    ),
    Group(
        "bridge, the same date",
        "When did the Ostra bridge collapse?",
        (
            Written("a", "Daily Echo", "2023-03-15", "Bridge falls into the Ostra",
                "The Ostra bridge collapsed on 14 March, shortly after the evening rush. Nobody was on it."),
            Written("a", "Northern Wire", "2023-04-02", "Who checked the bridge?",
                "Inspectors had warned of rust for years before the Ostra bridge collapsed on March 14. "
                "A report is due in autumn."),
        ),
    ),
    Group(
        "opening, two dates",
        "When will the Lindholm tunnel open to traffic?",
        (
            Written("a", "The Harbour Post", "2024-02-01", "Tunnel nearly done",
                "The Lindholm tunnel will open to traffic on 3 June, the roads agency said. Tests begin in April."),
            Written("b", "Daily Echo", "2024-02-20", "Tunnel later than planned",
                "The Lindholm tunnel will open to traffic on 1 September because of leaks, the builders told the council. "
                "The delay is the third."),
        ),
        differ=True,
    ),
    Group(
        "mayor, one name",
        "Who is the mayor of Brackwater?",
        (
            Written("a", "Daily Echo", "2024-06-03", "Brackwater plans a pool",
                "The mayor of Brackwater, Ines Calder, promised a new swimming pool on Monday. It would stand by the station."),
            Written("a", "Coast Gazette", "2024-06-10", "No money for the pool",
                "Brackwater mayor Ines Calder admitted that the pool has no budget yet. Councillors were not surprised."),
        ),
    ),
    Group(
        "director, two names",
        "Who is the director of the Hallin museum?",
        (
            Written("a", "Coast Gazette", "2024-08-02", "Museum shows ships",
                "The director of the Hallin museum, Tomas Reve, opened an exhibition of model ships. It runs until May."),
            Written("b", "Daily Echo", "2024-08-09", "New rooms in Hallin",
                "Greta Sandholm, the director of the Hallin museum, said the new rooms would open in spring. "
                "Visitors can see them on Sundays."),
        ),
        differ=True,
    ),
    Group(
        "railway, reprint under another headline",
        "How much did the repairs of the Torvik mountain railway cost?",
        (
            Written("a", "Northern Wire", "2024-07-08", "Torvik railway runs again", _RAILWAY),
            Written("a=", "Daily Echo", "2024-07-09", "Back over the pass by train", "By our correspondent\n" + _RAILWAY),
            Written("a=", "Coast Gazette", "2024-07-09", "Brass band on the first train",
                _RAILWAY.replace("Engineers in Torvik reopened the mountain railway on Monday",
                    "The mountain railway of Torvik is open again").rsplit("\n", 1)[0]),
            Written("a", "Crown Finance", "2024-07-15", "What the pass has cost",
                "At 14 million crowns, the repairs of the Torvik mountain railway cost less than feared. "
                "The state pays half of it."),
        ),
    ),
    Group(
        "oysters, a shortened reprint and a report of its own",
        "Why were the oyster beds of Marrow Bay closed?",
        (
            Written("a", "Northern Wire", "2024-09-06", "Marrow Bay closes oyster beds", _OYSTERS),
            Written("a=", "Coast Gazette", "2024-09-07", "Oysters: growers fear for their season",
                "\n".join(_OYSTERS.split("\n")[:3])),
            Written("a", "The Harbour Post", "2024-09-09", "A bay without oysters",
                "A virus is the reason why the oyster beds of Marrow Bay were closed, biologists explained at a meeting. "
                "It is harmless to people."),
        ),
    ),
    Group(
        "at least and exactly",
        "How many houses did the Pell river flood destroy?",
        (
            Written("a", "The Harbour Post", "2024-01-12", "Pell bursts its banks",
                "The flood of the Pell river has destroyed at least 200 houses, rescuers said. Roads are cut off."),
            Written("a", "Daily Echo", "2024-01-13", "After the flood",
                "The Pell river flood destroyed 200 houses in three villages. Tents have been put up."),
        ),
    ),
    Group(
        "rounded",
        "How many jobs will the Korvald steelworks cut?",
        (
            Written("a", "Crown Finance", "2024-03-03", "Steelworks to shrink",
                "The Korvald steelworks will cut about 1,200 jobs by Christmas. Shares rose by 2 percent."),
            Written("a", "Union Mirror", "2024-03-04", "Bitter news in Korvald",
                "The Korvald steelworks will cut 1,204 jobs, according to a letter to the works council. "
                "The union called for talks."),
        ),
    ),
    Group(
        "the same noun, another event",
        "How many passengers were on board the ferry Alba?",
        (
            Written("a", "Coast Gazette", "2024-04-11", "Ferry Alba runs aground",
                "The ferry Alba ran aground off Skell on Thursday with 84 passengers on board. All were brought ashore."),
            Written("-", "The Harbour Post", "2024-06-20", "Ferry Bruna loses power",
                "The ferry Bruna drifted for three hours off Marden with 212 passengers on board. Tugs towed it home."),
        ),
    ),
    Group(
        "the same event in another year",
        "How many visitors came to the Glimmer festival in 2023?",
        (
            Written("a", "Daily Echo", "2023-08-28", "Glimmer draws crowds",
                "The Glimmer festival had 40,000 visitors in 2023, more than ever. Rain fell only on Sunday."),
            Written("-", "Daily Echo", "2024-08-26", "Glimmer under grey skies",
                "Only 31,000 visitors came to the Glimmer festival in 2024. The organisers blame the storm."),
        ),
    ),
    Group(
        "a toll that rises",
        "How many miners died in the Garrow pit explosion?",
        (
            Written("a", "Northern Wire", "2024-11-02", "Explosion in Garrow pit",
                "Seven miners died in an explosion in the Garrow pit on Saturday, the fire brigade said. Others are missing."),
            Written("b", "Daily Echo", "2024-11-04", "More bodies found in Garrow",
                "The number of miners who died in the Garrow pit explosion has risen to 11. Rescue work has ended."),
        ),
        differ=True,
    ),
    Group(
        "a correction",
        "How many signatures did the Elmford petition collect?",
        (
            Written("a", "The Harbour Post", "2024-02-05", "Petition for the elms",
                "The Elmford petition collected 8,000 signatures in two weeks. It asks the council to spare the trees."),
            Written("b", "The Harbour Post", "2024-02-07", "Correction: Elmford petition",
                "The Elmford petition collected 6,000 signatures, not 8,000 as this newspaper reported. We regret the error."),
        ),
        differ=True,
    ),
    Group(
        "other units",
        "How long is the new Fenwick canal?",
        (
            Written("a", "Daily Echo", "2024-05-21", "Boats on the Fenwick",
                "The new Fenwick canal is 16 kilometres long and has two locks. It opens in July."),
            Written("-", "Coast Gazette", "2024-05-22", "A canal for Fenwick",
                "At ten miles long, the new Fenwick canal joins the lake with the sea. Anglers are pleased."),
        ),
    ),
    Group(
        "unlike measures",
        "How much did the roof of Saint Orm's church cost?",
        (
            Written("a", "Daily Echo", "2024-09-01", "Roof of Saint Orm's finished",
                "The new roof of Saint Orm's church cost $2 million, the parish said. Donations paid for most of it."),
            Written("b", "Crown Finance", "2024-09-03", "Costly slate",
                "The roof of Saint Orm's church cost $3 million, twice what was planned. Slate has become dear."),
        ),
        differ=True,
    ),
    Group(
        "injured and dead",
        "How many people were injured in the Tarn Street crash?",
        (
            Written("a", "Daily Echo", "2024-12-01", "Crash on Tarn Street",
                "Two people died and nine were injured in the crash on Tarn Street. The road is closed."),
            Written("a", "The Harbour Post", "2024-12-01", "Tram hits bus",
                "The Tarn Street crash left nine people injured, two of them children. A tram had hit a bus."),
        ),
    ),
    Group(
        "a part and the whole",
        "How many pupils attend Hollin school?",
        (
            Written("a", "Coast Gazette", "2024-09-12", "Hollin school is full",
                "Hollin school, which 640 pupils attend, has no free desk left. A second building is planned."),
            Written("-", "Daily Echo", "2024-09-15", "New bus for Hollin",
                "More than 90 pupils of Hollin school take the new bus every morning. It leaves at seven."),
        ),
    ),
    Group(
        "strike, in other words",
        "What do the dock workers of Port Ansel demand?",
        (
            Written("a", "Union Mirror", "2024-10-01", "Docks stand still",
                "The dock workers of Port Ansel demand higher pay and longer breaks. The strike entered its second week."),
            Written("a", "The Harbour Post", "2024-10-02", "No ships unloaded",
                "Longer breaks and higher pay are what the dock workers of Port Ansel demand. Talks resume on Friday."),
        ),
    ),
    Group(
        "strike, another side",
        "What did the owners of the Keld mill offer the workers?",
        (
            Written("a", "Union Mirror", "2024-10-08", "Mill makes an offer",
                "The owners of the Keld mill offered the workers a bonus of one month's pay. The union will vote on it."),
            Written("-", "Crown Finance", "2024-10-09", "Mill workers angry",
                "The workers of the Keld mill told the owners that they would not work on Sundays. Orders are piling up."),
        ),
    ),
    Group(
        "place, the same",
        "Where will the Amber summit take place?",
        (
            Written("a", "Northern Wire", "2024-06-01", "Amber summit announced",
                "The Amber summit will take place in Righolm in September, diplomats said. Eight countries will come."),
            Written("a", "Daily Echo", "2024-06-04", "Righolm prepares",
                "Hotels in Righolm are booked out because the Amber summit will take place there."),
        ),
    ),
    Group(
        "hurt in a fire, the same name",
        "Who won the Brannock cycling race?",
        (
            Written("a", "Daily Echo", "2024-07-21", "Sprint in the rain",
                "Lotte Verhagen won the Brannock cycling race on Sunday in pouring rain. Two riders crashed."),
            Written("a", "Coast Gazette", "2024-07-22", "Verhagen's third victory",
                "The Brannock cycling race was won by Lotte Verhagen, her third victory this year, said organiser Jan Holt."),
        ),
    ),
    Group(
        "who warned, several voices",
        "Who warned about the dam at Corrie?",
        (
            Written("a", "Northern Wire", "2024-03-11", "Fears for Corrie",
                "Engineer Paul Astley warned about the dam at Corrie in a letter to the ministry. It has cracks."),
            Written("-", "The Harbour Post", "2024-03-13", "Dam: farmers worry",
                "Farmer Ruth Ekberg warned about the dam at Corrie long ago, she told reporters. Nobody listened."),
        ),
    ),
    Group(
        "a forecast and what happened",
        "How many tourists visited Sandrey island last summer?",
        (
            Written("a", "Coast Gazette", "2024-10-05", "Record for Sandrey",
                "Last summer 52,000 tourists visited Sandrey island, the ferry company counted. That is a record."),
            Written("-", "Crown Finance", "2024-10-06", "Hotels on Sandrey plan ahead",
                "As many as 70,000 tourists could visit Sandrey island next summer, hotels hope. Three are being built."),
        ),
    ),
    Group(
        "three agree",
        "How many trees fell in the Wexley storm?",
        (
            Written("a", "Daily Echo", "2024-01-28", "Storm in Wexley",
                "The storm in Wexley felled 450 trees on Saturday night. Gardens were buried."),
            Written("a", "The Harbour Post", "2024-01-29", "Wexley cleans up",
                "Workers are clearing the 450 trees that fell in the Wexley storm. Schools stay closed."),
            Written("a", "Coast Gazette", "2024-01-30", "Wood for the winter",
                "Some 450 trees fell in the Wexley storm, and people may now take the wood home. It is wet."),
        ),
    ),
    Group(
        "two against one",
        "How many cows were stolen from the Dunmore farm?",
        (
            Written("a", "Daily Echo", "2024-04-02", "Thieves in Dunmore",
                "Thieves have stolen 30 cows from the Dunmore farm, the owner said. They came with two lorries."),
            Written("a", "Coast Gazette", "2024-04-03", "Cows gone",
                "Police are looking for 30 cows that were stolen from the Dunmore farm. A reward is offered."),
            Written("b", "Crown Finance", "2024-04-05", "Insurers pay for cattle",
                "Insurers will pay for the 45 cows that were stolen from the Dunmore farm. It takes until May."),
        ),
        differ=True,
    ),
    Group(
        "years",
        "When was the Skarn lighthouse built?",
        (
            Written("a", "Coast Gazette", "2024-05-09", "Lighthouse gets paint",
                "The Skarn lighthouse, built in 1871, is being painted white. The work takes a month."),
            Written("b", "Daily Echo", "2024-05-30", "A night at Skarn",
                "Guests can sleep in the Skarn lighthouse, which was built in 1884. Breakfast is included."),
        ),
        differ=True,
    ),
    Group(
        "a year and a day of it",
        "When was the Ferrin dam finished?",
        (
            Written("a", "Northern Wire", "2022-09-02", "Sixty years of Ferrin",
                "The Ferrin dam was finished on 9 September 1962 after six years. A museum tells its story."),
            Written("a", "Crown Finance", "2022-09-12", "Old dam, new turbines",
                "The Ferrin dam, finished in 1962, will get new turbines. They come from Norland."),
        ),
    ),
    Group(
        "weekdays",
        "When will the teachers of Lowick go on strike?",
        (
            Written("a", "Union Mirror", "2024-11-08", "Teachers walk out",
                "The teachers of Lowick will go on strike on Tuesday, the union said. Schools will close."),
            Written("a", "Daily Echo", "2024-11-09", "No lessons in Lowick",
                "Parents must stay at home on Tuesday, when the teachers of Lowick go on strike. It is the first in years."),
        ),
    ),
    Group(
        "weekdays that differ",
        "When will the garbage collectors of Marl go on strike?",
        (
            Written("a", "Union Mirror", "2024-11-08", "Bins stay full",
                "The garbage collectors of Marl will go on strike on Wednesday, the union said. It asks for warm jackets."),
            Written("b", "Daily Echo", "2024-11-09", "Marl fears the rats",
                "The garbage collectors of Marl will go on strike on Monday. The city asks people to compost."),
        ),
        differ=True,
    ),
    Group(
        "denied",
        "Did the company Orbex pollute the river Lune?",
        (
            Written("a", "Northern Wire", "2024-02-14", "Fish die in the Lune",
                "The company Orbex polluted the river Lune with acid, inspectors found. Thousands of fish died."),
            Written("-", "Crown Finance", "2024-02-15", "Orbex answers",
                "The company Orbex did not pollute the river Lune, its lawyers said. Shares fell."),
        ),
    ),
    Group(
        "reason, the same",
        "Why was the Merle theatre closed?",
        (
            Written("a", "Daily Echo", "2024-03-20", "Curtain falls in Merle",
                "The Merle theatre was closed because its ceiling could fall, the fire brigade said. Tickets are refunded."),
            Written("a", "Coast Gazette", "2024-03-21", "Actors without a stage",
                "Because its ceiling could fall, the Merle theatre was closed. The actors rehearse in a gym."),
        ),
    ),
    Group(
        "reason, another",
        "Why did the bakers of Aldine protest?",
        (
            Written("a", "Union Mirror", "2024-06-14", "Bakers in the square",
                "The bakers of Aldine protested because flour has become too expensive. They gave bread away."),
            Written("-", "Daily Echo", "2024-06-15", "Flour on the town hall",
                "The bakers of Aldine protested because the town wants to ban night work. Windows turned white."),
        ),
    ),
    Group(
        "population in two years",
        "How many people live in Ostermere?",
        (
            Written("a", "Daily Echo", "2024-01-03", "Ostermere grows",
                "Ostermere has 25,300 people, the town counted on New Year's Eve. A new quarter is planned."),
            Written("-", "Crown Finance", "2014-01-08", "Ostermere shrinks",
                "In 2013, 21,000 people lived in Ostermere. Shops are leaving."),
        ),
    ),
    Group(
        "age",
        "How old is the swimmer Mara Lindqvist?",
        (
            Written("a", "Daily Echo", "2024-08-12", "Across the strait",
                "The swimmer Mara Lindqvist, who is 19 years old, crossed the strait in nine hours. Jellyfish stung her."),
            Written("a", "Coast Gazette", "2024-08-13", "Cold water, warm welcome",
                "Mara Lindqvist, the 19-year-old swimmer, was met by a brass band. She plans to rest."),
        ),
    ),
    Group(
        "percent",
        "How much did rents in Calloway rise?",
        (
            Written("a", "Crown Finance", "2024-10-15", "Rents up",
                "Rents in Calloway rose by 7 percent within a year. Students suffer most."),
            Written("b", "Union Mirror", "2024-10-16", "Who can still live here?",
                "Rents in Calloway rose by 12 percent within a year, the tenants' union says. It calls for a limit."),
        ),
        differ=True,
    ),
    Group(
        "another place",
        "How many homes lost power in Dorwen?",
        (
            Written("a", "Daily Echo", "2024-12-10", "Dark night in Dorwen",
                "In Dorwen 5,000 homes lost power when a mast fell. The light came back at dawn."),
            Written("-", "The Harbour Post", "2024-12-10", "Ice breaks lines",
                "Ice broke power lines in the west. In Halse 7,500 homes lost power, and in Dorwen the trams stopped."),
        ),
    ),
    Group(
        "word for word from another text",
        "What did minister Olga Brandt say about the coal exit?",
        (
            Written("a", "Northern Wire", "2024-04-18", "Minister defends exit",
                "“The coal exit will come in 2030, and not a day later,” said minister Olga Brandt in parliament. "
                "The opposition booed. A vote is planned for May."),
            Written("a", "Crown Finance", "2024-04-20", "What miners hope for",
                "Miners in the south still hope for a delay. Their union met on Friday in a crowded hall. "
                "“The coal exit will come in 2030, and not a day later,” said minister Olga Brandt in parliament. "
                "Many have already left for the ports."),
        ),
    ),
    Group(
        "more than, and a number above",
        "How many books burned in the Sorrel library?",
        (
            Written("a", "Daily Echo", "2024-05-25", "Library burns",
                "More than 10,000 books burned in the Sorrel library on Friday night. The cause is unknown."),
            Written("-", "Coast Gazette", "2024-05-27", "What was saved",
                "In the Sorrel library 12,500 books burned, and 60,000 were saved. Volunteers dry them."),
        ),
    ),
    Group(
        "a former office",
        "Who is the chairman of the Lark Bank?",
        (
            Written("a", "Crown Finance", "2024-09-20", "Lark Bank earns more",
                "The chairman of the Lark Bank, Felix Norden, praised the results. The profit doubled."),
            Written("-", "Daily Echo", "2024-09-25", "Banker writes a book",
                "The former chairman of the Lark Bank, Viktor Hale, has written a book about his childhood."),
        ),
    ),
    Group(
        "millions",
        "How many euros will Norland give to the Delta fund?",
        (
            Written("a", "Northern Wire", "2024-07-01", "Help for the delta",
                "Norland will give 1.5 million euros to the Delta fund, the foreign ministry said. It helps fishermen."),
            Written("a", "Crown Finance", "2024-07-02", "Fund gets money",
                "The Delta fund will get 1,500,000 euros that Norland has promised to give. Others may follow."),
        ),
    ),
    Group(
        "a dated article and one without a date",
        "How many bears live in the Hask forest?",
        (
            Written("a", "Daily Echo", "2024-03-01", "Bears wake up",
                "Rangers say that 18 bears live in the Hask forest. They wake up in March."),
            Written("b", "Coast Gazette", "", "Among bears",
                "According to hunters, 40 bears live in the Hask forest. They want to shoot five."),
        ),
        differ=True,
    ),
    Group(
        "prize, the same in other words",
        "What did the village of Ulm Ness win a prize for?",
        (
            Written("a", "Coast Gazette", "2024-10-20", "Prize for Ulm Ness",
                "The village of Ulm Ness won a prize for its bakery run by pupils. The jury came twice."),
            Written("a", "Daily Echo", "2024-10-22", "Pupils who bake",
                "For its bakery, which pupils run, the village of Ulm Ness won a national prize. They sell rye bread."),
        ),
    ),
    Group(
        "reprint with a changed number",
        "How many growers lost their harvest in the Pinell valley?",
        (
            Written("a", "Northern Wire", "2024-08-19", "Hail in the Pinell valley",
                "Hail as large as eggs fell on the Pinell valley on Sunday evening. "
                "In the valley 150 growers lost their harvest within ten minutes. "
                "The apples were to be picked in two weeks. "
                "Anna Pohl, who owns the largest orchard, called it the worst hail in forty years."),
            Written("b", "Daily Echo", "2024-08-20", "Ten minutes of hail",
                "Hail as large as eggs fell on the Pinell valley on Sunday evening. "
                "In the valley 180 growers lost their harvest within ten minutes. "
                "The apples were to be picked in two weeks. "
                "Anna Pohl, who owns the largest orchard, called it the worst hail in forty years."),
        ),
        differ=True,
    ),
)  # fmt: skip
"""In any order; each event stands in one group only."""

TUNED, HELD = GROUPS[::2], GROUPS[1::2]
