/**
 * The threads that kernels run on. Read {@link io.steelyard.reference.internal.thread.WorkerPool}
 * first.
 */
@NullMarked
package io.steelyard.reference.internal.thread;

import org.jspecify.annotations.NullMarked;
