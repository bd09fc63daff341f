/**
 * What a training leaves behind: its directory with metrics, checkpoints and provenance, whatever
 * the task. Read {@link io.steelyard.run.RunDirectory}, {@link io.steelyard.run.TrainingOptions}
 * and {@link io.steelyard.run.MetricsLog} first.
 */
@NullMarked
package io.steelyard.run;

import org.jspecify.annotations.NullMarked;
