from . import distance, egalim, local_zone, validity, weighing
