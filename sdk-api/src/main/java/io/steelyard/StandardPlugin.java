package io.steelyard;

import io.steelyard.spi.Plugin;

/** What the SDK brings itself, under names like those of every plugin. */
final class StandardPlugin implements Plugin {}
