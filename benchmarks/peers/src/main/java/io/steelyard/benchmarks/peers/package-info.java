/**
 * The same trainings and kernels by Steelyard and by libtorch through DJL, in turns within one run.
 * Read {@link io.steelyard.benchmarks.peers.PeerTraining}, {@link
 * io.steelyard.benchmarks.peers.TorchModel} and {@link io.steelyard.benchmarks.peers.TrainingPeers}
 * first.
 */
@NullMarked
package io.steelyard.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
