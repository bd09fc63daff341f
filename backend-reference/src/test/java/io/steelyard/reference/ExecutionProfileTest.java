package io.steelyard.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.program.Cost;
import io.steelyard.program.Function;
import io.steelyard.program.Loop;
import io.steelyard.program.Recorder;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Backend;
import io.steelyard.spi.CompileOptions;
import io.steelyard.spi.DeviceState;
import io.steelyard.spi.Executable;
import io.steelyard.spi.ExecutionProfile;
import io.steelyard.spi.StateSpec;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.TensorType;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

final class ExecutionProfileTest {
    private static final CompileOptions PROFILED = CompileOptions.defaults().withProfile(true);

    private static TensorType floats(long... sizes) {
        return TensorType.of(DType.F32, sizes);
    }

    private static NdArray counting(long... sizes) {
        NdArray array = NdArray.zeros(floats(sizes));
        for (long i = 0; i < array.type().elements(); i++) {
            array.set(i, (i % 7 - 3) * 0.25);
        }
        return array;
    }

    /** {@code tanh(x w) * (x w)}, in two scopes. */
    private static Function layer() {
        Recorder recorder = new Recorder("layer");
        Tensor x = recorder.input("x", floats(2, 3));
        Tensor weight = recorder.input("weight", floats(3, 4));
        recorder.scope("model.linear");
        Tensor product = x.matmul(weight);
        recorder.scope("model.gate");
        Tensor gated = product.tanh().mul(product);
        return recorder.finish(Map.of("gated", gated));
    }

    /** A sum over time: {@code carry' = tanh(carry w) + element}. */
    private static Function recurrent(int length) {
        Recorder recorder = new Recorder("recurrent");
        Tensor first = recorder.input("first", floats(2, 4));
        Tensor sequence = recorder.input("sequence", floats(length, 2, 4));
        Tensor weight = recorder.input("weight", floats(4, 4));
        recorder.scope("rnn");
        Loop.Result result =
                Loop.scan(
                        List.of(first),
                        List.of(sequence),
                        (carries, elements) -> {
                            Tensor next =
                                    carries.getFirst()
                                            .matmul(weight)
                                            .tanh()
                                            .add(elements.getFirst());
                            return new Loop.Step(List.of(next), List.of());
                        });
        return recorder.finish(Map.of("last", result.carries().getFirst()));
    }

    /** What some runs gave, and what they took. */
    private record Runs(List<NdArray> last, ExecutionProfile profile) {
        ExecutionProfile.Entry entry(String kernel) {
            List<ExecutionProfile.Entry> found =
                    profile.entries().stream()
                            .filter(each -> each.kernel().equals(kernel))
                            .toList();
            assertThat(found).as(kernel).hasSize(1);
            return found.getFirst();
        }
    }

    private static Backend backend() {
        return new ReferenceBackendFactory().create(Map.of("threads", "1"));
    }

    private static Runs run(Function function, int runs, NdArray... inputs) {
        try (Backend backend = backend();
                DeviceState state = backend.allocate(new StateSpec(Map.of()));
                Executable executable = backend.compile(function, PROFILED)) {
            List<NdArray> last = List.of();
            for (int i = 0; i < runs; i++) {
                last = executable.run(state, List.of(inputs));
            }
            return new Runs(last, executable.profile().orElseThrow());
        }
    }

    @Test
    void aKernelCallHasItsWorkInIt() {
        Runs runs = run(layer(), 3, counting(2, 3), counting(3, 4));
        assertThat(runs.profile().function()).isEqualTo("layer");
        assertThat(runs.profile().runs()).isEqualTo(3);
        assertThat(runs.profile().entries())
                .extracting(ExecutionProfile.Entry::kernel)
                .containsExactly("matmul", "fused", "run", "inputs", "outputs");

        ExecutionProfile.Entry matmul = runs.entry("matmul");
        assertThat(matmul.operations()).containsExactly("dot_general");
        assertThat(matmul.scopes()).containsExactly("model.linear");
        assertThat(matmul.shapes()).isEqualTo("f32[2,3], f32[3,4] -> f32[2,4]");
        assertThat(matmul.calls()).isEqualTo(3);
        // 2 x 4 sums of 3 products, a product and its addition being two.
        assertThat(matmul.cost()).isEqualTo(new Cost(48, 4 * (6 + 12), 4 * 8));
        assertThat(matmul.totalCost()).isEqualTo(new Cost(144, 3 * 72, 3 * 32));

        ExecutionProfile.Entry fused = runs.entry("fused");
        assertThat(fused.operations()).containsExactly("tanh", "mul");
        assertThat(fused.scopes()).containsExactly("model.gate");
        assertThat(fused.cost()).isEqualTo(new Cost(16, 4 * 8, 4 * 8));
    }

    @Test
    void everyNanosecondOfARunIsInOneEntry() {
        Runs runs = run(recurrent(5), 4, counting(2, 4), counting(5, 2, 4), counting(4, 4));
        long sum = 0;
        for (ExecutionProfile.Entry entry : runs.profile().entries()) {
            sum += entry.nanos();
            assertThat(entry.leastNanos() * entry.calls()).isLessThanOrEqualTo(entry.nanos());
        }
        assertThat(sum).isEqualTo(runs.profile().nanos()).isPositive();
    }

    @Test
    void whatALoopRunsHasEntriesOfItsOwn() {
        Runs runs = run(recurrent(5), 2, counting(2, 4), counting(5, 2, 4), counting(4, 4));
        assertThat(runs.entry("loop").calls()).isEqualTo(2);
        assertThat(runs.entry("loop").cost()).isEqualTo(Cost.zero());
        ExecutionProfile.Entry matmul = runs.entry("matmul");
        assertThat(matmul.calls()).isEqualTo(2 * 5);
        assertThat(matmul.scopes()).containsExactly("rnn");
        assertThat(matmul.cost().floatingPointOperations()).isEqualTo(2 * 2 * 4 * 4);
        assertThat(runs.entry("fused").operations()).containsExactly("tanh", "add");
        assertThat(runs.entry("fused").calls()).isEqualTo(2 * 5);
        ExecutionProfile.Entry pack = runs.entry("pack");
        assertThat(pack.calls()).isEqualTo(2);
        assertThat(pack.scopes()).containsExactly("rnn");
        assertThat(pack.cost().floatingPointOperations()).isZero();
        assertThat(pack.cost().bytesRead()).isEqualTo(4 * 4 * 4);
    }

    @Test
    void theLastRunIsThereCallByCall() {
        ExecutionProfile profile =
                run(recurrent(3), 2, counting(2, 4), counting(3, 2, 4), counting(4, 4)).profile();
        List<ExecutionProfile.Event> events = profile.lastRun();
        ExecutionProfile.Event run = events.getFirst();
        List<String> kernels = new ArrayList<>();
        long before = 0;
        for (ExecutionProfile.Event event : events) {
            kernels.add(profile.entries().get(event.entry()).kernel());
            assertThat(event.startNanos()).isGreaterThanOrEqualTo(before);
            assertThat(event.startNanos() + event.nanos()).isLessThanOrEqualTo(run.nanos());
            before = event.startNanos();
        }
        assertThat(run.startNanos()).isZero();
        assertThat(kernels).startsWith("run", "inputs").endsWith("outputs");
        assertThat(kernels.subList(kernels.indexOf("loop") + 1, kernels.size() - 1))
                .containsExactly("matmul", "fused", "matmul", "fused", "matmul", "fused");
    }

    @Test
    void aRunWithVeryManyCallsIsNotKeptCallByCall() {
        int length = 50_001;
        ExecutionProfile profile =
                run(recurrent(length), 1, counting(2, 4), counting(length, 2, 4), counting(4, 4))
                        .profile();
        assertThat(profile.lastRun()).isEmpty();
        assertThat(profile.entries())
                .filteredOn(entry -> entry.kernel().equals("matmul"))
                .singleElement()
                .extracting(ExecutionProfile.Entry::calls)
                .isEqualTo((long) length);
    }

    /** Two entries change places, so that at least one of them is copied after the run. */
    @Test
    void whatIsCommittedIsNamedAfterItsEntry() {
        Recorder recorder = new Recorder("swap");
        Tensor a = recorder.state("a", floats(8));
        Tensor b = recorder.state("b", floats(8));
        recorder.write("a", b);
        recorder.write("b", a);
        Function function = recorder.finish(Map.of());
        Map<String, TensorType> entries = new LinkedHashMap<>();
        entries.put("a", floats(8));
        entries.put("b", floats(8));
        try (Backend backend = backend();
                DeviceState state = backend.allocate(new StateSpec(entries));
                Executable executable = backend.compile(function, PROFILED)) {
            executable.run(state, List.of());
            assertThat(executable.profile().orElseThrow().entries())
                    .filteredOn(entry -> entry.kernel().equals("commit"))
                    .isNotEmpty()
                    .allSatisfy(
                            entry -> {
                                assertThat(entry.scopes()).containsAnyOf("a", "b").hasSize(1);
                                assertThat(entry.cost()).isEqualTo(new Cost(0, 32, 32));
                                assertThat(entry.calls()).isEqualTo(1);
                            });
        }
    }

    /** Of a table of 1,000 rows three are read. */
    @Test
    void whatIsSelectedAloneIsReadFromATable() {
        Recorder recorder = new Recorder("rows");
        Tensor table = recorder.input("table", floats(1000, 4));
        Tensor rows = recorder.input("rows", TensorType.of(DType.I32, 3));
        Function function = recorder.finish(Map.of("taken", table.take(0, rows)));
        Runs runs = run(function, 1, counting(1000, 4), NdArray.of(new int[] {5, 900, 5}, 3));
        assertThat(runs.entry("take").cost()).isEqualTo(new Cost(0, 4 * (12 + 3), 4 * 12));
    }

    @Test
    void anEarlierProfileIsTakenOff() {
        try (Backend backend = backend();
                DeviceState state = backend.allocate(new StateSpec(Map.of()));
                Executable executable = backend.compile(layer(), PROFILED)) {
            List<NdArray> inputs = List.of(counting(2, 3), counting(3, 4));
            executable.run(state, inputs);
            ExecutionProfile warmUp = executable.profile().orElseThrow();
            executable.run(state, inputs);
            executable.run(state, inputs);
            ExecutionProfile all = executable.profile().orElseThrow();
            ExecutionProfile rest = all.since(warmUp);
            assertThat(rest.runs()).isEqualTo(2);
            assertThat(rest.nanos()).isEqualTo(all.nanos() - warmUp.nanos());
            assertThat(rest.entries()).allSatisfy(entry -> assertThat(entry.calls()).isEqualTo(2));
            assertThat(rest.entries().stream().mapToLong(ExecutionProfile.Entry::nanos).sum())
                    .isEqualTo(rest.nanos());
        }
    }

    @Test
    void noRunIsTimedUnlessAsked() {
        try (Backend backend = backend();
                DeviceState state = backend.allocate(new StateSpec(Map.of()));
                Executable executable = backend.compile(layer(), CompileOptions.defaults())) {
            executable.run(state, List.of(counting(2, 3), counting(3, 4)));
            assertThat(executable.profile()).isEmpty();
        }
    }

    @Test
    void aProfileChangesNoBit() {
        NdArray[] inputs = {counting(2, 4), counting(5, 2, 4), counting(4, 4)};
        List<NdArray> timed = run(recurrent(5), 1, inputs).last();
        try (Backend backend = backend();
                DeviceState state = backend.allocate(new StateSpec(Map.of()));
                Executable plain = backend.compile(recurrent(5), CompileOptions.defaults())) {
            List<NdArray> expected = plain.run(state, List.of(inputs));
            assertThat(timed).hasSameSizeAs(expected);
            for (int i = 0; i < expected.size(); i++) {
                assertThat(timed.get(i).bitEquals(expected.get(i))).isTrue();
            }
        }
    }

    @Test
    void runsOnManyThreadsAreAllCounted() throws Exception {
        Map<String, Long> calls = new HashMap<>();
        try (Backend backend = backend();
                DeviceState state = backend.allocate(new StateSpec(Map.of()));
                Executable executable = backend.compile(layer(), PROFILED);
                ExecutorService callers = Executors.newFixedThreadPool(4)) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                running.add(
                        callers.submit(
                                () ->
                                        executable.run(
                                                state, List.of(counting(2, 3), counting(3, 4)))));
            }
            for (Future<?> each : running) {
                each.get();
            }
            executable
                    .profile()
                    .orElseThrow()
                    .entries()
                    .forEach(entry -> calls.put(entry.kernel(), entry.calls()));
        }
        assertThat(calls).containsKeys("matmul", "fused", "run");
        assertThat(calls.values()).containsOnly(40L);
    }
}
