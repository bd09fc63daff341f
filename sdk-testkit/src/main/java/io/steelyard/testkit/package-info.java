/**
 * The conformance kit: what a backend must compute, as data, and the tests that hold a backend or a
 * plugin to what it says. Read {@link io.steelyard.testkit.BackendConformance}, {@link
 * io.steelyard.testkit.PluginConformance}, {@link io.steelyard.testkit.Oracle} and {@link
 * io.steelyard.testkit.OpCase} first.
 */
@NullMarked
package io.steelyard.testkit;

import org.jspecify.annotations.NullMarked;
