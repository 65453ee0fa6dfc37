"""Word lists that names, places, mails and notes are made from; all invented."""

from __future__ import annotations


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _phrases(text: str) -> tuple[str, ...]:
    return tuple(" ".join(phrase.split()) for phrase in text.split("|"))


FIRST_NAMES = _words(
    """Ada Albin Alma Amity Anselm Arden Astrid Aubrey Basil Beatrix Bram Bryony Calla Cedric Celia Clement Coral Cosmo
    Dahlia Darcy Delia Dorian Edda Edith Elias Elowen Ember Emil Enid Esme Fabian Faye Felix Fern Flora Gideon
    Greta Hazel Hector Ida Idris Ines Iris Isolde Ivo Jasper Jonty Juno Kit Lark Leander Linnea Lorcan Lucian
    Mabel Magnus Marcel Maren Milo Mina Nell Nico Odette Olive Orla Oswin Otis Pascal Pearl Petra Piers Quill
    Ramona Rhoda Roland Rosalind Rowan Rufus Sable Selma Silas Sorrel Tamsin Tobias Una Valda Verity Wanda Wilf
    Xenia Yorick Zelda"""
)
SURNAMES = _words(
    """Ashgrove Bankworth Barrowell Beckstone Birchall Bramhope Brindle Cadwick Calverton Camberly Carrow Chalford
    Clevering Copsley Corfield Crandale Cressing Dalbury Darnwood Deepcroft Dunmere Eastlake Ellerbeck Elmsworth
    Fallowell Farnby Fenmarsh Fieldhurst Firbank Foxley Garside Glenholme Goswick Greyling Hallowby Hartmoor
    Hathercote Hazelrigg Heathwick Hollinbrook Hurstwell Inglebury Kelderby Kestrelly Kirkwold Lambrigg Langmere
    Larkhill Leasowe Linwood Littlemoor Lowbridge Marlow Marshgate Meadowby Merriton Milburn Mossgrave Netherby
    Northcroft Oakenshaw Orchardson Otterburn Overdale Pellworth Penhollow Pinfold Quarrington Ravensby Redmarsh
    Ridgeway Rookhope Rosewarne Ryecroft Saltersby Sandmere Selbrook Shawcross Silverby Skelbrook Southwell
    Sparrowby Stonecroft Swanmere Tarnside Thistlewood Thornby Tilbrook Underhill Vennworth Walbrook Warrenby
    Westerdale Whinfell Whitbeck Willowby Windle Withycombe Woodrow Yarrowby"""
)
STREETS = _words(
    """Acorn Alder Anvil Apple Barley Beacon Bellows Bishop Bluebell Bridge Bullrush Canal Chapel Cherry Clover Cobbler
    Copper Cowslip Cutler Dairy Dove Drover Fern Fiddler Forge Foundry Garland Granary Heather Heron Juniper
    Kiln Lantern Lavender Linden Lock Maltings Maple Mill Miller Orchard Osier Paddock Pepper Pilgrim Plover
    Poplar Priory Quarry Ramsey Reed Saddler Sedge Shepherd Sluice Station Swallow Tanner Thimble Tinker Vine
    Wagon Weaver"""
)
STREET_KINDS = ("Street", "Road", "Lane", "Close", "Avenue", "Way", "Row", "Gardens", "Terrace")
TOWNS = _words(
    """Ashcombe Brackenfield Castleby Dunwater Eastmarch Ferrybrook Grimsholt Harrowdean Inglewick Kelmarsh Lowmoor
    Millhaven Northolme Oldbridge Pennyford Queensmere"""
)
POSTCODE_AREAS = ("QA", "QC", "QD", "QK", "QM", "QV", "QX", "QZ")

MAIL_SUBJECTS = _phrases(
    """Team rota|Parking permits|Lift out of order|Fire drill on Thursday|New leave form|Printer on floor two|Birthday
    cake in the kitchen|Survey reminder|Minutes of the meeting|System maintenance tonight|Travel claims|First
    aid course|Lost umbrella|Welcome to the team|Recycling bins|Car park closed|Canteen menu|Flu jabs|Desk
    moves|Quarter figures|Training places|Password change due|Summer party|Phone lines|Stationery order|Call
    figures|Quality sample|Refuse calendar|Policy update|Window cleaning"""
)
PAGES = _phrases(
    """Weather|Bus times|Local news|Recipes|Football results|Train times|Crossword|Garden tips|Holiday
    cottages|Cinema|Book reviews|Traffic|Quiz of the day|House plants|Cycling routes"""
)
OPENINGS = _phrases(
    """Customer phoned to say|Spoke to the customer, who explains|Letter received in which|After looking at the
    file,|The family tells us|On review of the papers,|It seems|Following the visit,|As agreed with the
    customer,|The adviser wrote that|Checked twice and found|From the statements it is clear"""
)
MIDDLES = _phrases(
    """hours at work were cut in the autumn|the lodger has moved out again|rent went up while wages did not|a boiler
    repair took the savings|the eldest child left school|overtime has come to an end|the car was sold to clear a
    loan|a new job starts next month|care costs are higher than we knew|the tenancy is shared with a
    brother|income differs from week to week|the heating bill is still in dispute|a pension is about to be
    paid|the move was put off by the landlord|two payments crossed in the post|the bank closed the old
    account|evening classes must be paid for|the roof is being mended"""
)
ENDINGS = _phrases(
    """so a short award seems fair|and I would wait for the next payslip|which does not change our view|therefore half
    of the sum is proposed|but more papers are needed|and a visit should be arranged|so the case stays open for
    now|and help for one quarter is enough|which the panel ought to see|so nothing further can be done|and a
    plan by the month was offered|but the limit is not reached|so I suggest to say yes this time|and we should
    look again in June"""
)
