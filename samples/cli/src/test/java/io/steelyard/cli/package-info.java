/**
 * Tests of the command line, in this process and in processes of its own. Read {@link
 * io.steelyard.cli.CommandRun}, {@link io.steelyard.cli.TrainGenerateEvaluateTest} and {@link
 * io.steelyard.cli.RestartTest} first.
 */
@NullMarked
package io.steelyard.cli;

import org.jspecify.annotations.NullMarked;
