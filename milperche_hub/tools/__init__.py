from . import (
    cells,
    distance,
    egalim,
    local_zone,
    ma_cantine,
    map_svg,
    validity,
    weighing,
)
