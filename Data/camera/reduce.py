"""Writes camera-128.pgm: means of 4 x 4 pixels of the photograph `camera` of scikit-image."""

from pathlib import Path

import numpy as np
from skimage import data

means = data.camera().astype(float).reshape(128, 4, 128, 4).mean((1, 3))
levels = np.floor(means + 0.5).astype(np.uint8)
Path(__file__).with_name("camera-128.pgm").write_bytes(b"P5\n128 128\n255\n" + levels.tobytes())
