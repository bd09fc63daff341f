package io.steelyard.testkit;

import io.steelyard.program.Function;
import io.steelyard.spi.Backend;
import io.steelyard.tensor.DType;
import io.steelyard.testkit.model.ModelCase;
import io.steelyard.testkit.model.ModelCases;
import io.steelyard.testkit.model.ModelChecks;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a backend must do, as tests. The author of a backend writes one subclass:
 *
 * <pre>{@code
 * final class MyBackendTest extends BackendConformance {
 *     protected Backend backend() {
 *         return new MyBackend();
 *     }
 * }
 * }</pre>
 *
 * <p>The dtypes and composites that the backend declares are tested for what they compute; of the
 * others it is tested that they are refused. A table of operations and dtypes is written to {@link
 * #report()}.
 */
@TestInstance(Lifecycle.PER_CLASS)
public abstract class BackendConformance {
    private final List<OpCase> cases = OpCases.all();
    private final ConformanceReport report = new ConformanceReport(cases);
    private Backend backend;

    /** For subclasses. */
    protected BackendConformance() {
        // Replaced before the first test, by one that is the subclass's to make.
        backend = new OracleBackend();
    }

    /** Starts a new backend; the kit closes it. Called several times. */
    protected abstract Backend backend();

    /**
     * Where the table of operations and dtypes goes; {@code target/conformance.md} unless
     * overridden.
     */
    protected Path report() {
        return Path.of("target", "conformance.md");
    }

    /** The tests by the names of their factories, for tests of the kit. */
    final Map<String, Supplier<Stream<? extends DynamicNode>>> factories() {
        Map<String, Supplier<Stream<? extends DynamicNode>>> factories = new LinkedHashMap<>();
        factories.put("primitives", this::primitives);
        factories.put("declaredDeviations", this::declaredDeviations);
        factories.put("subnormalNumbers", this::subnormalNumbers);
        factories.put("refusals", this::refusals);
        factories.put("randomBits", this::randomBits);
        factories.put("randomPrograms", this::randomPrograms);
        factories.put("gradients", this::gradients);
        factories.put("composites", this::composites);
        factories.put("trainings", this::trainings);
        factories.put("state", this::state);
        factories.put("sharedState", this::sharedState);
        factories.put("saving", this::saving);
        factories.put("lifecycle", this::lifecycle);
        return factories;
    }

    /** Starts the backend of all tests but those that close one. */
    @BeforeAll
    public final void startBackend() {
        backend = backend();
    }

    /** Closes it and writes the report. */
    @AfterAll
    public final void finishConformance() throws IOException {
        report.write(report(), backend, deviations());
        backend.close();
    }

    /** Each primitive on each dtype computes what the oracle does, or refuses the dtype. */
    @TestFactory
    public final Stream<DynamicNode> primitives() {
        Map<String, List<OpCase>> bySubject =
                cases.stream().collect(Collectors.groupingBy(OpCase::subject));
        return bySubject.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(
                        entry ->
                                DynamicContainer.dynamicContainer(
                                        entry.getKey(),
                                        checks().tests(
                                                        entry.getValue().stream()
                                                                .map(this::check))));
    }

    private DeviationChecks.Check check(OpCase opCase) {
        return new DeviationChecks.Check(
                opCase.dtype().text() + " " + opCase.name(),
                opCase.subject(),
                opCase.dtype(),
                () -> report.record(opCase, CaseRunner.check(backend, opCase, flushed())));
    }

    /**
     * What the backend is known to do otherwise, with the reason; nothing unless overridden. A
     * deviation is tested both ways: where no case fails any more, it must be taken back.
     */
    protected List<Deviation> deviations() {
        return List.of();
    }

    private DeviationChecks checks() {
        return new DeviationChecks(deviations());
    }

    /** Each declared deviation is about something that is tested, and says why. */
    @TestFactory
    public final Stream<DynamicTest> declaredDeviations() {
        return checks().declarations(cases, GradientCases.all());
    }

    private Set<DType> flushed() {
        return Subnormals.flushed(deviations());
    }

    /** Numbers closer to 0 than the smallest normal one are numbers, unless declared otherwise. */
    @TestFactory
    public final Stream<DynamicTest> subnormalNumbers() {
        return checks().tests(Subnormals.checks(backend));
    }

    /** Random bits are those of the algorithm, by published words. */
    @TestFactory
    public final Stream<DynamicTest> randomBits() {
        return new RandomBitsChecks(backend).tests();
    }

    /** Functions that are not valid are refused. */
    @TestFactory
    public final Stream<DynamicTest> refusals() {
        return new RefusalChecks(backend).tests();
    }

    /**
     * Programs that nobody wrote, of every primitive and declared dtype, compute what the oracle
     * does. One that fails is made smaller before it is shown.
     */
    @TestFactory
    public final Stream<DynamicTest> randomPrograms() {
        return new RandomProgramChecks(backend, deviations()).tests();
    }

    /** Gradients, and gradients of gradients, which are programs as any other. */
    @TestFactory
    public final Stream<DynamicTest> gradients() {
        return checks().tests(
                        GradientCases.all().stream().flatMap(gradientCase -> checks(gradientCase)));
    }

    private Stream<DeviationChecks.Check> checks(GradientCase gradientCase) {
        DeviationChecks.Check once = check(gradientCase, "", gradientCase::gradient);
        return gradientCase.smooth()
                ? Stream.of(once, check(gradientCase, ", twice", gradientCase::secondGradient))
                : Stream.of(once);
    }

    private DeviationChecks.Check check(
            GradientCase gradientCase, String order, Supplier<Function> gradient) {
        return new DeviationChecks.Check(
                gradientCase + order,
                gradientCase.backendSubject(),
                DType.F32,
                () ->
                        CaseRunner.check(
                                backend, gradientCase.backendCase(gradient.get()), flushed()));
    }

    /** The composites to test; those of the SDK, to which the author of others adds their own. */
    protected List<CompositeCase> compositeCases() {
        return CompositeCases.all();
    }

    /** A composite that the backend takes whole computes what its decomposition does. */
    @TestFactory
    public final Stream<DynamicNode> composites() {
        return new CompositeChecks(backend, flushed(), report::record).tests(compositeCases());
    }

    /** The models to test; those of the kit, to which the author of others adds their own. */
    protected List<ModelCase> models() {
        return ModelCases.all();
    }

    /** Small models of each family: predictions, loss, every gradient, ten steps of training. */
    @TestFactory
    public final Stream<DynamicTest> trainings() {
        return new ModelChecks(backend).tests(models());
    }

    /** State is read at the start and written at the end, all at once. */
    @TestFactory
    public final Stream<DynamicTest> state() {
        return Stream.concat(
                new StateAccessChecks(backend).tests(), new StateChecks(backend).tests());
    }

    /** One state over another: which names it has, who writes what, and what closing does. */
    @TestFactory
    public final Stream<DynamicTest> sharedState() {
        return new SharedStateChecks(backend).tests();
    }

    /** State goes to a file and back. */
    @TestFactory
    public final Stream<DynamicTest> saving() {
        return new SavingChecks(backend).tests();
    }

    /** Closing, errors at run time, and runs on many threads. */
    @TestFactory
    public final Stream<DynamicTest> lifecycle() {
        return new LifecycleChecks(this::backend).tests();
    }
}
