from . import distance, validity
