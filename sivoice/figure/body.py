"""The proportions of the body that is drawn, in percent of its height.

Lengths of bones are those of Drillis and Contini (1966), as Winter's "Biomechanics and Motor
Control of Human Movement" gives them; thicknesses are chosen so that limbs read well when small.
"""

from __future__ import annotations

HIP_WIDTH = 5.2
"""From the middle of the pelvis to the joint of a hip."""
THIGH = 24.5
SHIN = 24.6
ANKLE_HEIGHT = 3.9
HEEL = 3.2
"""From below the ankle back to the middle of the heel."""
TOES = 9.6
"""From below the ankle forward to the middle of the tip of the foot."""

PELVIS = 11.0
"""From the hips to the waist."""
CHEST = 17.8
"""From the waist to the base of the neck."""
SHOULDER_WIDTH = 10.4
SHOULDER_DROP = 1.4
"""How far the joints of the shoulders are below the base of the neck."""
UPPER_ARM = 18.6
FOREARM = 14.6
PALM = 4.6
"""From the wrist to the middle of the palm."""
HAND = 7.6
"""From the wrist to the middle of the fingertips."""
NECK = 3.6
"""From its base to the lower end of the head."""
HEAD = 6.5
"""Half the height of the head."""

ROUND = {
    "hip": 5.4,
    "knee": 4.0,
    "shin": 3.7,
    "ankle": 2.5,
    "heel": 2.1,
    "toes": 1.5,
    "shoulder": 3.1,
    "elbow": 2.4,
    "wrist": 1.8,
    "palm": 2.1,
    "fingers": 1.4,
    "pelvis": 6.0,
    "waist": 5.4,
    "chest": 6.3,
    "collar": 3.8,
    "neck": 2.8,
    "head": 6.0,
}
"""Half the thickness of the body at each place."""
