package io.steelyard.reference;

import io.steelyard.program.Function;
import io.steelyard.spi.Backend;
import io.steelyard.spi.CompileOptions;
import io.steelyard.spi.DeviceState;
import io.steelyard.spi.Executable;
import io.steelyard.spi.ExecutionProfile;
import io.steelyard.spi.StateSpec;
import io.steelyard.tensor.NdArray;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a run of a function without state gave, and the kernels that it called.
 *
 * @param entries of the profile; none of a run without one
 */
record ProfiledRun(List<NdArray> results, List<ExecutionProfile.Entry> entries) {
    /** Runs a function on a backend of its own. */
    static ProfiledRun of(int threads, Function function, List<NdArray> inputs) {
        return of(threads, function, inputs, true);
    }

    /** The results alone, of a run whose kernels are not timed one by one. */
    static List<NdArray> results(int threads, Function function, List<NdArray> inputs) {
        return of(threads, function, inputs, false).results();
    }

    private static ProfiledRun of(
            int threads, Function function, List<NdArray> inputs, boolean profile) {
        try (Backend backend =
                        new ReferenceBackendFactory()
                                .create(Map.of("threads", Integer.toString(threads)));
                DeviceState state = backend.allocate(new StateSpec(Map.of()));
                Executable executable =
                        backend.compile(function, CompileOptions.defaults().withProfile(profile))) {
            List<NdArray> results = executable.run(state, inputs);
            return new ProfiledRun(
                    results, executable.profile().map(ExecutionProfile::entries).orElse(List.of()));
        }
    }

    /** The first result. */
    NdArray result() {
        return results.getFirst();
    }

    /** The result of a name. */
    NdArray result(Function function, String name) {
        return results.get(
                function.outputs().stream().map(each -> each.name()).toList().indexOf(name));
    }

    /** The kernels of operations, one for each place that calls one. */
    List<String> kernels() {
        return entries.stream()
                .filter(entry -> !entry.operations().isEmpty())
                .map(ExecutionProfile.Entry::kernel)
                .toList();
    }

    /** Calls of some kernels. */
    long calls(String... kernels) {
        Set<String> wanted = Set.of(kernels);
        return entries.stream()
                .filter(entry -> wanted.contains(entry.kernel()))
                .mapToLong(ExecutionProfile.Entry::calls)
                .sum();
    }
}
