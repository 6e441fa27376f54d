"""Who may follow a way, in which direction, how fast: tags as people write them."""

import pytest

from entrelieux.engine.reach import Mode
from entrelieux.interchange.roads.ways import barred, ferry_minutes, speeds_of

CAR, BICYCLE, FOOT = Mode.VOITURE, Mode.VELO, Mode.PIED


def tags(text):
    return dict(pair.split("=", 1) for pair in text.split())


def directions(text, mode):
    along, against = speeds_of(tags(text))[mode]
    return {(True, True): "both", (True, False): "along", (False, True): "against"}.get(
        (along > 0, against > 0), "closed"
    )


@pytest.mark.parametrize(
    ("said", "car", "bicycle", "foot"),
    [
        ("highway=residential", "both", "both", "both"),
        ("highway=residential oneway=yes", "along", "along", "both"),
        ("highway=residential oneway=-1", "against", "against", "both"),
        ("highway=residential oneway=yes oneway:bicycle=no", "along", "both", "both"),
        ("highway=residential oneway=yes cycleway=opposite_lane", "along", "both", "both"),
        ("highway=residential oneway=yes cycleway:left:oneway=-1", "along", "both", "both"),
        ("highway=tertiary junction=roundabout", "along", "along", "both"),
        ("highway=tertiary junction=roundabout oneway=no", "both", "both", "both"),
        ("highway=secondary oneway=reversible", "closed", "closed", "both"),
        ("highway=motorway", "along", "closed", "closed"),
        ("highway=trunk motorroad=yes", "both", "closed", "closed"),
        ("highway=trunk", "both", "both", "both"),
        ("highway=footway", "closed", "both", "both"),
        ("highway=footway bicycle=no", "closed", "closed", "both"),
        ("highway=steps", "closed", "both", "both"),
        ("highway=track", "closed", "both", "both"),
        ("highway=track motor_vehicle=yes", "both", "both", "both"),
        ("highway=cycleway foot=no", "closed", "both", "closed"),
        ("highway=residential access=private", "closed", "closed", "closed"),
        ("highway=residential access=no foot=yes", "closed", "closed", "both"),
        ("highway=residential vehicle=no", "closed", "closed", "both"),
        ("highway=residential motor_vehicle=no", "closed", "both", "both"),
        ("highway=residential access=no motorcar=yes", "both", "closed", "closed"),
        ("highway=service access=destination", "both", "both", "both"),
        ("highway=track motor_vehicle=agricultural", "closed", "both", "both"),
        ("highway=construction", "closed", "closed", "closed"),
        ("route=ferry", "closed", "both", "both"),
        ("route=ferry motor_vehicle=yes bicycle=no", "both", "closed", "both"),
    ],
)
def test_each_mode_goes_where_tags_let_it(said, car, bicycle, foot):
    found = {mode: directions(said, mode) for mode in Mode}
    assert found == {CAR: car, BICYCLE: bicycle, FOOT: foot}


@pytest.mark.parametrize(
    ("said", "along", "against"),
    [
        ("highway=secondary", 55, 55),
        ("highway=secondary maxspeed=80", 64, 64),
        ("highway=secondary maxspeed=FR:urban", 40, 40),
        ("highway=secondary source:maxspeed=FR:rural", 64, 64),
        ("highway=motorway maxspeed=none", 104, 0),
        ("highway=secondary maxspeed:forward=50 maxspeed:backward=80", 40, 64),
        ("highway=secondary maxspeed=fast", 55, 55),
        ("highway=secondary maxspeed=-30", 55, 55),
        ("highway=tertiary surface=gravel maxspeed=80", 40, 40),
        ("highway=unclassified tracktype=grade5", 20, 20),
        ("highway=residential access=destination", 10, 10),
    ],
)
def test_cars_go_at_the_speed_of_the_class_the_limit_and_the_surface(said, along, against):
    assert speeds_of(tags(said))[CAR] == pytest.approx((along, against))


def test_a_bicycle_is_pushed_where_it_may_not_be_ridden_and_slows_on_bad_ground():
    assert speeds_of(tags("highway=residential bicycle=dismount"))[BICYCLE].along == 4
    assert speeds_of(tags("highway=track surface=mud"))[BICYCLE].along == 3
    assert speeds_of(tags("highway=footway bicycle=yes"))[BICYCLE].along == 12


def test_stairs_are_slower_than_the_street():
    assert (
        speeds_of(tags("highway=steps"))[FOOT].along < speeds_of(tags("highway=path"))[FOOT].along
    )


@pytest.mark.parametrize(
    ("said", "who"),
    [
        ("barrier=bollard", {CAR}),
        ("barrier=gate", set()),
        ("barrier=gate access=private", {CAR, BICYCLE, FOOT}),
        ("barrier=bollard motor_vehicle=yes", set()),
        ("barrier=stile", {CAR, BICYCLE}),
        ("barrier=wall", {CAR, BICYCLE, FOOT}),
        ("barrier=cycle_barrier bicycle=no", {CAR, BICYCLE}),
        ("highway=crossing", set()),
    ],
)
def test_a_point_stops_whom_it_says(said, who):
    assert barred(tags(said)) == who


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("01:30", 90), ("90", 90), ("00:00:30", 0.5), ("PT1H5M", 65), ("", None), ("soon", None)],
)
def test_the_duration_of_a_crossing_is_read_as_it_is_written(text, minutes):
    assert ferry_minutes({"duration": text}) == minutes
