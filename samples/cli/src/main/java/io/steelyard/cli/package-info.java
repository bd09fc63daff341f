/** The command line: {@link io.steelyard.cli.Main} and one class for each command. */
@NullMarked
package io.steelyard.cli;

import org.jspecify.annotations.NullMarked;
