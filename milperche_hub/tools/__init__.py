from . import cells, distance, egalim, local_zone, ma_cantine, validity, weighing
