package io.steelyard.testkit;

import io.steelyard.testkit.toy.ToyPlugin;

/** The kit itself: a plugin in which nothing is wrong conforms. */
final class ToyPluginTest extends ToyConformance {
    ToyPluginTest() {
        super(new ToyPlugin());
    }
}
