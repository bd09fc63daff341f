package io.steelyard.testkit.opset;

import io.steelyard.error.SteelyardException;
import io.steelyard.program.CompositeRule;
import io.steelyard.program.Node;
import io.steelyard.program.Op;
import io.steelyard.program.Recorder;
import io.steelyard.program.Tensor;
import io.steelyard.testkit.CompositeCase;
import io.steelyard.testkit.CompositeCases;
import io.steelyard.testkit.ErrorCase;
import io.steelyard.testkit.ExampleCases;
import io.steelyard.testkit.OpCase;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Writes {@code docs/opset.md}: what {@link OpSpecification} says of each operation, with examples
 * that the {@link io.steelyard.testkit.Oracle} computed and messages that were really thrown.
 */
public final class OpsetDocument {
    private final StringBuilder text = new StringBuilder();
    private final Map<OpGroup, Map<Class<?>, List<Entry>>> groups = new LinkedHashMap<>();

    /** An operation and its example. */
    private record Entry(Op op, OpSpecification specification, OpCase example) {
        /** The operation in words; that of a composite is the name of its rule. */
        String heading() {
            return op instanceof Op.Composite ? "composite" : example.subject();
        }
    }

    private OpsetDocument() {
        List<OpCase> examples = new ArrayList<>(ExampleCases.all());
        examples.add(ExampleCases.composite());
        for (OpCase example : examples) {
            Op op = subject(example);
            OpSpecification specification = OpSpecification.of(op);
            groups.computeIfAbsent(specification.group(), _ -> new LinkedHashMap<>())
                    .computeIfAbsent(op.getClass(), _ -> new ArrayList<>())
                    .add(new Entry(op, specification, example));
        }
    }

    /** The whole document. */
    public static String text() {
        OpsetDocument document = new OpsetDocument();
        document.prose("introduction.md");
        document.overview();
        document.groups.forEach(document::chapter);
        document.prose("random.md");
        document.composites();
        return document.text.toString();
    }

    /** The operation that an example is about. */
    static Op subject(OpCase example) {
        return example.function().nodes().stream()
                .map(Node::op)
                .filter(op -> OpCase.subject(op).equals(example.subject()))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException(example + " has no such operation"));
    }

    private void prose(String resource) {
        try (InputStream stream =
                Objects.requireNonNull(
                        OpsetDocument.class.getResourceAsStream(resource), resource)) {
            text.append(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    private void overview() {
        text.append("\n## Overview\n\n| group | primitives |\n|---|---|\n");
        groups.forEach(
                (group, chapter) -> {
                    String links =
                            chapter.values().stream()
                                    .map(
                                            entries ->
                                                    entries.stream()
                                                            .map(Entry::heading)
                                                            .map(OpsetDocument::link)
                                                            .collect(Collectors.joining(" ")))
                                    .collect(Collectors.joining(" "));
                    text.append("| ").append(group.title()).append(" | ").append(links);
                    text.append(" |\n");
                });
    }

    private static String link(String heading) {
        return "[" + heading + "](#" + heading.replace(' ', '-') + ")";
    }

    private void chapter(OpGroup group, Map<Class<?>, List<Entry>> chapter) {
        text.append("\n## ").append(group.title()).append('\n');
        chapter.forEach(
                (type, entries) -> {
                    if (entries.size() == 1) {
                        alone(entries.getFirst());
                    } else {
                        kinds(type, entries);
                    }
                });
    }

    private void alone(Entry entry) {
        text.append("\n### ").append(entry.heading()).append('\n');
        Meaning meaning = entry.specification().meaning();
        summary(meaning.summary(), meaning.formula());
        signature(entry.specification().signature(), entry.op().getClass());
        accuracy(entry);
    }

    private void kinds(Class<?> type, List<Entry> entries) {
        text.append("\n### The kinds of `Op.").append(type.getSimpleName()).append("`\n");
        text.append("\nThey share operands, results and constraints.\n");
        signature(entries.getFirst().specification().signature(), type);
        for (Entry entry : entries) {
            text.append("\n#### ").append(entry.heading()).append('\n');
            Meaning meaning = entry.specification().meaning();
            summary(meaning.summary(), meaning.formula());
            accuracy(entry);
        }
    }

    private void summary(String summary, String formula) {
        text.append('\n').append(summary).append("\n\n```\n").append(formula).append("\n```\n");
    }

    private void signature(Signature signature, Class<?> type) {
        text.append("\n| | | |\n|---|---|---|\n");
        parts("operand", signature.operands());
        parts("attribute", signature.attributes());
        parts("result", signature.results());
        if (!signature.constraints().isEmpty()) {
            text.append("\nConstraints:\n\n");
        }
        for (Constraint constraint : signature.constraints()) {
            text.append("- (").append(constraint.label()).append(") ");
            text.append(constraint.text()).append('\n');
            refusal(type, constraint.label())
                    .ifPresent(message -> text.append("  > `").append(message).append("`\n"));
        }
    }

    private void parts(String what, List<Part> parts) {
        for (Part part : parts) {
            text.append("| ").append(what).append(" | `").append(part.name()).append("` | ");
            text.append(part.text().replace("|", "\\|")).append(" |\n");
        }
    }

    private void accuracy(Entry entry) {
        Meaning meaning = entry.specification().meaning();
        text.append("\n**Gradient.** ").append(meaning.gradient()).append('\n');
        text.append("\n**Numerics.** ").append(meaning.numerics()).append('\n');
        text.append("\n**Example.**\n\n```\n").append(ExampleText.of(entry.example()));
        text.append("```\n");
    }

    /** The message of the first case that violates a constraint of an operation. */
    static Optional<String> refusal(Class<?> type, String label) {
        return ErrorCase.all().stream()
                .filter(misfit -> type.isInstance(misfit.op()) && misfit.label().equals(label))
                .findFirst()
                .map(OpsetDocument::message);
    }

    /** What is thrown where a misfit is recorded. */
    static String message(ErrorCase misfit) {
        Recorder recorder = new Recorder("misfit");
        List<Tensor> operands = new ArrayList<>();
        misfit.operands()
                .forEach(type -> operands.add(recorder.input("x" + operands.size(), type)));
        try {
            recorder.applyAll(misfit.op(), operands);
        } catch (SteelyardException refusal) {
            return refusal.getMessage();
        }
        throw new IllegalArgumentException(misfit + " is accepted");
    }

    private void composites() {
        prose("composites.md");
        Map<String, CompositeRule> rules = new LinkedHashMap<>();
        Set<String> updates = new HashSet<>();
        for (CompositeCase one : CompositeCases.all()) {
            one.rules().forEach(rule -> rules.putIfAbsent(rule.name(), rule));
            if (!one.differentiable()) {
                updates.add(one.rule().name());
            }
        }
        for (CompositeSpecification composite : CompositeSpecification.all()) {
            String name = composite.name();
            text.append("\n### ").append(name).append('\n');
            summary(composite.summary(), composite.formula());
            signature(composite.signature(), Op.Composite.class);
            CompositeRule rule = Objects.requireNonNull(rules.get(name), name);
            text.append("\n**Gradient.** ");
            text.append(updates.contains(name) ? "None: it is an update." : gradient(rule));
            text.append("\n\n**Source.** ").append(composite.source()).append(".\n");
        }
    }

    private static String gradient(CompositeRule rule) {
        return rule.gradientRule().isPresent()
                ? "A rule of its own."
                : "That of the decomposition.";
    }
}
