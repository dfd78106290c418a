"""Straight-line distance between two places on Earth."""

from math import asin, cos, radians, sin, sqrt

EARTH_RADIUS_KM = 6371.0


def haversine_km(lat_a, lon_a, lat_b, lon_b):
    """Kilometres between two points given in decimal degrees.

    From Bretoncelles to Mortagne-au-Perche, then to Le Mans:

    >>> round(haversine_km(48.4326, 0.8874, 48.5206, 0.5475), 1)
    26.9
    >>> round(haversine_km(48.4326, 0.8874, 48.0061, 0.1996), 1)
    69.6
    >>> haversine_km(48.4326, 0.8874, 48.4326, 0.8874)
    0.0
    """
    phi_a, phi_b = radians(lat_a), radians(lat_b)
    half_phi = (phi_b - phi_a) / 2
    half_lambda = radians(lon_b - lon_a) / 2
    chord = sin(half_phi) ** 2 + cos(phi_a) * cos(phi_b) * sin(half_lambda) ** 2
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(chord)))
