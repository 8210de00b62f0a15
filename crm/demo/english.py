"""Northern Light: lamps for shops, hotels and studios."""

from crm.demo.businesses import Business, Colleague

COMPANIES = """
Daisy Chain Florists Ltd | 14 flower shops | hello@daisychain.example | +44 20 7946 0101
The Wave Hotel | 62 rooms, refitting the east wing | buying@wavehotel.example | +44 1273 496 0110
Pennine Building Supplies | Fits out sites, works by tender | tenders@penninebuild.example | +44 161 496 0122
Hartley Interiors | A studio of three | studio@hartley.example | +44 7700 900133
Firefly Kids | Toy shops | orders@fireflykids.example | +44 131 496 0144
Harbour Mall | 84 tenants | lettings@harbourmall.example | +44 191 498 0155
Sunrise Lamp Works | Supplies sockets and drivers | sales@sunriselamp.example | +44 117 496 0166
Harmony Clinics | Three clinics, examination lights | office@harmonyclinics.example | +44 113 496 0177
Cinnamon Coffee | Two cafés and a bakery | hi@cinnamon.example | +44 7700 900188
Bright Day Ltd | Sells much the same up north | info@brightday.example | +44 141 496 0199
Outline Architects | Offices and schools | mail@outline.example | +44 20 7946 0211
Kentish Dairy | Plant and store, 12,000 m² | works@kentishdairy.example | +44 1632 960222
Cable & Board | Cable and switchboards, 30 days' credit | trade@cableboard.example | +44 1632 960233
Foster Library | Reading room, a grant for light | desk@fosterlibrary.example | +44 1632 960244
Warm Homes | An estate of 120 houses | site@warmhomes.example | +44 29 2018 0255
Summit Gyms | Five gyms | manager@summitgyms.example | +44 114 496 0266
Luxcalc | Works out light levels, a partner | info@luxcalc.example | +44 20 7946 0277
Hill Lane School | New lamps in 40 classrooms | office@hilllane.example | +44 1632 960288
Van & Son | Deliveries in the county | dispatch@vanandson.example | +44 7700 900299
Lumen Plus | Sells through marketplaces | market@lumenplus.example | +44 20 7946 0301
"""

PEOPLE = """
Peters John | Head of purchasing, Daisy Chain | john.peters@daisychain.example | +44 7700 900401
Nichols Olivia | Manager, The Wave Hotel | olivia@wavehotel.example | +44 7700 900402
Stephens Vera | Housekeeping, The Wave Hotel | vera@wavehotel.example | +44 7700 900403
Ellis Peter | Tenders, Pennine Building Supplies | ellis@penninebuild.example | +44 7700 900404
Hartley Nell | Designer, Hartley Interiors | nell@hartley.example | +44 7700 900405
Moore Andrew | Shop windows, Firefly Kids | moore@fireflykids.example | +44 7700 900406
Hare Marina | Accounts, Firefly Kids | hare@fireflykids.example | +44 7700 900407
Sharp Roman | Chief electrician, Harbour Mall | sharp@harbourmall.example | +44 7700 900408
Lapworth Greg | Sales, Sunrise Lamp Works | greg@sunriselamp.example | +44 7700 900409
Emerson Lana | Head doctor, Harmony Clinics | emerson@harmonyclinics.example | +44 7700 900410
Crane Anthony | Partner, Cinnamon Coffee | anthony@cinnamon.example | +44 7700 900411
Sorrel Julia | Partner, Cinnamon Coffee | julia@cinnamon.example | +44 7700 900412
Fir Simon | Director, Bright Day | simon@brightday.example | +44 7700 900413
Abrams Xenia | Chief architect, Outline | abrams@outline.example | +44 7700 900414
Dorsey Max | Architect, Outline | dorsey@outline.example | +44 7700 900415
Smithson Val | Mechanic, Kentish Dairy | smithson@kentishdairy.example | +44 7700 900416
Rodney Anna | Supplies, Kentish Dairy | rodney@kentishdairy.example | +44 7700 900417
Timms Oliver | Account manager, Cable & Board | timms@cableboard.example | +44 7700 900418
Sparrow Lucy | Head librarian, Foster Library | sparrow@fosterlibrary.example | +44 7700 900419
Payne Denis | Foreman, Warm Homes | payne@warmhomes.example | +44 7700 900420
Sable Irene | Finishing, Warm Homes | sable@warmhomes.example | +44 7700 900421
Black Arthur | Director, Summit Gyms | black@summitgyms.example | +44 7700 900422
White Dora | Engineer, Luxcalc | dora@luxcalc.example | +44 7700 900423
Gabriel George | Deputy head, Hill Lane School | gabriel@hilllane.example | +44 7700 900424
Osborne Tamara | Head, Hill Lane School | osborne@hilllane.example | +44 7700 900425
Miller Bob | Dispatcher, Van & Son | miller@vanandson.example | +44 7700 900426
Wing Stan | Buying, Lumen Plus | wing@lumenplus.example | +44 7700 900427
Tredwell Alina | Private order, a house by the sea | alina.tredwell@mail.example | +44 7700 900428
Nestor Victor | Private order, a pottery | nestor@clay.example | +44 7700 900429
Bullock Kate | Photographer of the catalogue | kate@bullockphoto.example | +44 7700 900430
Zachary Elijah | Fitter, a crew of four | zachary@fitters.example | +44 7700 900431
Swann Cyril | Electrician, contractor | swann@sparks.example | +44 7700 900432
Thomas Pauline | Designer who recommends us | pauline@thomasdesign.example | +44 7700 900433
Gerard Glen | Owner of a barber's shop | glen@barber.example | +44 7700 900434
Savill Nina | Keeper, the china museum | savill@museum.example | +44 7700 900435
Judd Archie | Stage manager, the playhouse | judd@playhouse.example | +44 7700 900436
McCarthy Zoe | Peony flower salon | zoe@peony.example | +44 7700 900437
Sumner Leo | Warden, the yacht club | sumner@yachtclub.example | +44 7700 900438
Catt Irma | Wedding planner | catt@weddings.example | +44 7700 900439
Bolt Theo | Joiner's workshop | bolt@joiners.example | +44 7700 900440
"""

HISTORY = """
john.peters@daisychain.example | call | 3 | Opens in Camden on 10 December: 140 lights, offer by Tuesday.
john.peters@daisychain.example | note | 70 | Up to 7 % off is agreed; above that ask the head of sales.
john.peters@daisychain.example | mail | 27 | Sent the catalogue of track systems and prices from 100 pieces.
john.peters@daisychain.example | meeting | -44 | Samples, at the Camden shop
hello@daisychain.example | note | 120 | Pays on time, wants documents in two copies.
olivia@wavehotel.example | call | 6 | The east wing opens in March: warm light in the rooms.
olivia@wavehotel.example | note | 30 | She decides; the owner signs.
vera@wavehotel.example | call | 52 | Sent the list of rooms where the light flickers.
"""

CASES = """
vera@wavehotel.example | 1 | in_progress | urgent | -1 | Lights flicker in six rooms
> It is the power supplies, batch 0926.
john.peters@daisychain.example | 2 | open | high | 1 | Offer for 140 track lights for Camden
> He needs it before the board meets.
hello@daisychain.example | 0 | waiting | normal | 3 | Which documents go with the next delivery?
> Asked whether two copies will do.
olivia@wavehotel.example | 2 | open | normal | 8 | Warm light for the rooms of the east wing
> She wants to see a sample in room 14.
olivia@wavehotel.example | 1 | solved | normal | -5 | A lamp in the lobby came with a scratch
> Exchanged; she is content.
swann@sparks.example | 0 | closed | low | -12 | May he join our list of fitters?
> Added, with his certificates.
"""

NORTH = Business(
    slug="northern-light",
    name="Northern Light",
    locale="en",
    time_zone="Europe/London",
    domain="northern-light.example",
    colleagues=(
        Colleague("helen", "Helen Falk", "owner"),
        Colleague("max", "Max Frost", "admin"),
        Colleague("anna", "Anna Smith", "manager", "Sales"),
        Colleague("daniel", "Daniel Eagle", "manager", "Sales"),
        Colleague("mary", "Mary Swan", "manager", "Projects"),
        Colleague("nick", "Nick Powers", "observer"),
    ),
    companies=COMPANIES,
    people=PEOPLE,
    history=HISTORY,
    tags=("wholesale", "VIP", "tender", "designer", "exhibition 2026"),
    cases=CASES,
)
