/**
 * The front door: {@link io.steelyard.Steelyard} for a program that wants one object, {@link
 * io.steelyard.SteelyardModule} for an application that has a Guice injector, and {@link
 * io.steelyard.Plugins} for what is installed.
 */
@NullMarked
package io.steelyard;

import org.jspecify.annotations.NullMarked;
