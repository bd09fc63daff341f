/**
 * Tests of the repository as a whole rather than of one module: the format of its sources and the
 * arrows between its packages. Read {@link io.steelyard.house.ArchitectureTest} and {@link
 * io.steelyard.house.SourceFormatTest} first.
 */
@NullMarked
package io.steelyard.house;

import org.jspecify.annotations.NullMarked;
