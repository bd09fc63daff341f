package io.steelyard.reference.internal.run;

import io.steelyard.program.Function;
import io.steelyard.spi.CompileReport;
import io.steelyard.tensor.TensorType;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A compiled function: everything but the memory of a run.
 *
 * @param function as it was given
 * @param steps what a run does, in order
 * @param commits what it does last, after the outputs are taken: state entries that could not be
 *     computed in place
 * @param arenaBytes memory that a run needs
 * @param inputs where each input goes
 * @param outputs where each output lies, dense
 * @param state the entries, numbered in order
 * @param callSites what the timed steps do, in words; none where none is timed
 */
public record Program(
        Function function,
        List<Step> steps,
        List<Step> commits,
        long arenaBytes,
        Constants constants,
        List<Address> inputs,
        List<Address> outputs,
        Map<String, TensorType> state,
        CompileReport report,
        Optional<List<CallSite>> callSites) {
    /** The values known when the function was compiled, in memory of their own. */
    public record Constants(Arena owner, MemorySegment memory) {}

    public Program {
        steps = List.copyOf(steps);
        commits = List.copyOf(commits);
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        callSites = callSites.map(List::copyOf);
        state = Collections.unmodifiableMap(new LinkedHashMap<>(state));
    }
}
