from . import distance, local_zone, validity
