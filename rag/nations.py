"""Countries: what their people and things are called, their abbreviations and capitals.

Tables and nothing else: names of persons differ by a letter as nationalities do
(Martin, Martina), so no rule of spelling may bring two names together.
"""

from __future__ import annotations

_FORMS = """
afghanistan: afghan afghans; albania: albanian albanians; algeria: algerian algerians;
angola: angolan angolans; argentina: argentine argentines argentinian argentinians;
armenia: armenian armenians; australia: australian australians; austria: austrian austrians;
azerbaijan: azerbaijani azerbaijanis azeri azeris; bahrain: bahraini bahrainis;
bangladesh: bangladeshi bangladeshis; belarus: belarusian belarusians; belgium: belgian belgians;
bolivia: bolivian bolivians; bosnia: bosnian bosnians; botswana: motswana batswana;
brazil: brazilian brazilians;
bulgaria: bulgarian bulgarians; burundi: burundian burundians; cambodia: cambodian cambodians;
cameroon: cameroonian cameroonians; canada: canadian canadians; chad: chadian chadians;
chile: chilean chileans; china: chinese prc; colombia: colombian colombians; congo: congolese drc;
croatia: croatian croatians croats; cuba: cuban cubans; cyprus: cypriot cypriots;
czechia: czech czechs; denmark: danish danes; ecuador: ecuadorian ecuadorians;
egypt: egyptian egyptians; eritrea: eritrean eritreans; estonia: estonian estonians;
ethiopia: ethiopian ethiopians; europe: european europeans; finland: finnish finns;
france: french frenchman frenchwoman; gabon: gabonese; gambia: gambian gambians;
georgia: georgian georgians; germany: german germans; ghana: ghanaian ghanaians;
greece: greek greeks; guatemala: guatemalan guatemalans; guinea: guinean guineans;
haiti: haitian haitians; honduras: honduran hondurans; hungary: hungarian hungarians;
iceland: icelandic icelander icelanders; india: indian indians; indonesia: indonesian indonesians;
iran: iranian iranians; iraq: iraqi iraqis; ireland: irish; israel: israeli israelis;
italy: italian italians; jamaica: jamaican jamaicans; japan: japanese; jordan: jordanian jordanians;
kazakhstan: kazakh kazakhs kazakhstani; kenya: kenyan kenyans; korea: korean koreans;
kosovo: kosovar kosovars; kurdistan: kurdish kurd kurds; kuwait: kuwaiti kuwaitis;
kyrgyzstan: kyrgyz; laos: lao laotian laotians; latvia: latvian latvians;
lebanon: lebanese; liberia: liberian liberians; libya: libyan libyans;
lithuania: lithuanian lithuanians; madagascar: malagasy; malawi: malawian malawians;
malaysia: malaysian malaysians; mali: malian malians; malta: maltese;
mauritania: mauritanian mauritanians; mexico: mexican mexicans; moldova: moldovan moldovans;
mongolia: mongolian mongolians; montenegro: montenegrin montenegrins;
morocco: moroccan moroccans; mozambique: mozambican mozambicans; myanmar: burmese burma;
namibia: namibian namibians; nepal: nepali nepalis nepalese; netherlands: dutch dutchman holland;
nicaragua: nicaraguan nicaraguans; niger: nigerien nigeriens; nigeria: nigerian nigerians;
norway: norwegian norwegians; oman: omani omanis; pakistan: pakistani pakistanis;
palestine: palestinian palestinians; panama: panamanian panamanians;
paraguay: paraguayan paraguayans; peru: peruvian peruvians; philippines: philippine filipino
filipinos; poland: polish poles; portugal: portuguese; qatar: qatari qataris;
romania: romanian romanians; russia: russian russians; rwanda: rwandan rwandans;
scotland: scottish scots; senegal: senegalese; serbia: serbian serbians serb serbs;
singapore: singaporean singaporeans; slovakia: slovak slovaks; slovenia: slovenian slovenians;
somalia: somali somalis; spain: spanish spaniard spaniards; sudan: sudanese;
sweden: swedish swede swedes; switzerland: swiss; syria: syrian syrians; taiwan: taiwanese;
tajikistan: tajik tajiks; tanzania: tanzanian tanzanians; thailand: thai thais; tibet: tibetan
tibetans; togo: togolese; tunisia: tunisian tunisians; turkey: turkish turk turks turkiye;
turkmenistan: turkmen; uganda: ugandan ugandans; ukraine: ukrainian ukrainians;
uruguay: uruguayan uruguayans; uzbekistan: uzbek uzbeks; venezuela: venezuelan venezuelans;
vietnam: vietnamese; wales: welsh welshman; yemen: yemeni yemenis; zambia: zambian zambians;
zimbabwe: zimbabwean zimbabweans; africa: african africans; asia: asian asians;
arabia: arabian arabians; united states: us usa america american americans;
united kingdom: uk britain british briton britons brit brits; united nations: un;
europe union: eu; north korea: dprk; south korea: rok;
united arab emirates: uae emirati emiratis; saudi arabia: saudi saudis
"""

NATIONS: dict[str, str] = {
    form: nation.strip()
    for entry in _FORMS.replace("\n", " ").split(";")
    for nation, _, forms in [entry.partition(":")]
    for form in [*forms.split(), *([nation.strip()] if " " not in nation.strip() else [])]
}
"""Nation by each form of it, all in small letters and without accents or dots."""

_CAPITALS = """
kabul: afghanistan; canberra: australia; vienna: austria; baku: azerbaijan; minsk: belarus;
brasilia: brazil; sofia: bulgaria; ottawa: canada; santiago: chile; beijing: china;
bogota: colombia;
kinshasa: congo; zagreb: croatia; havana: cuba; prague: czechia; copenhagen: denmark; cairo: egypt;
tallinn: estonia; helsinki: finland; paris: france; tbilisi: georgia; berlin: germany;
athens: greece;
budapest: hungary; delhi: india; jakarta: indonesia; tehran: iran; baghdad: iraq; dublin: ireland;
jerusalem: israel; rome: italy; tokyo: japan; amman: jordan; nairobi: kenya; riga: latvia;
beirut: lebanon; tripoli: libya; vilnius: lithuania; rabat: morocco; kathmandu: nepal; oslo: norway;
islamabad: pakistan; manila: philippines; warsaw: poland; lisbon: portugal; doha: qatar;
bucharest: romania; moscow: russia; kremlin: russia; kigali: rwanda; riyadh: saudi arabia;
belgrade: serbia; pyongyang: north korea; seoul: south korea; madrid: spain; khartoum: sudan;
stockholm: sweden;
bern: switzerland; damascus: syria; taipei: taiwan; bangkok: thailand;
ankara: turkey; kampala: uganda; kyiv: ukraine; kiev: ukraine; london: united kingdom;
washington: united states; caracas: venezuela; hanoi: vietnam
"""

SEATS: dict[str, str] = {
    seat.strip(): nation.strip()
    for entry in _CAPITALS.replace("\n", " ").split(";")
    for seat, _, nation in [entry.partition(":")]
}
"""Nation by the seat of its government, as news says "Moscow" and means Russia."""

_ALSO_CALLED = """
north korea: dprk, democratic people's republic of korea; china: prc, people's republic of china;
south korea: rok, republic of korea; russia: russian federation;
united states: us, u.s., usa, u.s.a., united states of america, america, white house;
united kingdom: uk, u.k., britain, great britain, downing street; united nations: un, u.n.;
european union: eu, e.u.; united arab emirates: uae, u.a.e.; myanmar: burma;
czechia: czech republic; netherlands: holland; turkey: turkiye; ivory coast: cote d'ivoire;
congo: drc, democratic republic of congo, democratic republic of the congo;
eswatini: swaziland; saudi arabia: kingdom of saudi arabia; east timor: timor leste;
cape verde: cabo verde; taiwan: republic of china; vatican: holy see; kyiv: kiev; odesa: odessa;
kharkiv: kharkov; lviv: lvov; beijing: peking; mumbai: bombay; kolkata: calcutta;
chennai: madras; yangon: rangoon; ho chi minh city: saigon; guangzhou: canton
"""

CALLED: tuple[tuple[str, ...], ...] = tuple(
    tuple(name.strip() for name in entry.replace(":", ",").split(","))
    for entry in _ALSO_CALLED.replace("\n", " ").split(";")
)
"""Names of the same country, city or union, the usual one first."""
