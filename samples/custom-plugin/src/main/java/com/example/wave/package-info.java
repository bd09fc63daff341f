/**
 * A plugin outside Steelyard's own build: a model, a loss and an optimizer. Read {@link
 * com.example.wave.WavePlugin}, {@link com.example.wave.RadialBasis} and {@link
 * com.example.wave.AdaMax} first.
 */
@NullMarked
package com.example.wave;

import org.jspecify.annotations.NullMarked;
