package io.steelyard.run;

import io.steelyard.run.report.Numbers;
import io.steelyard.run.report.Section;
import io.steelyard.run.report.Section.Facts;
import io.steelyard.run.report.Section.Point;
import io.steelyard.run.report.Section.Table;
import io.steelyard.run.report.Section.Text;
import io.steelyard.train.StepTimes;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The sections of a report that every training has. */
final class RunSections {
    private RunSections() {}

    /** How it ended, and its figures. */
    static List<Section> result(RunRecord run, Metrics metrics) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(
                switch (run.status()) {
                    case RUNNING -> "Status";
                    case FINISHED -> "Ended because";
                    case FAILED -> "Failed with";
                },
                run.status() == RunRecord.Status.RUNNING ? "it goes on" : run.reason());
        facts.put("Steps", Numbers.count(run.steps()));
        if (run.restoredStep() != null) {
            facts.put("The model is", "the best one, of step " + Numbers.count(run.restoredStep()));
        } else if (run.status() == RunRecord.Status.FINISHED) {
            facts.put("The model is", "that of the last step");
        }
        facts.put("Parameters", Numbers.count(run.parameters()));
        facts.put("Time", Numbers.seconds(run.elapsedSeconds()));
        List<Section> sections = new ArrayList<>();
        sections.add(new Facts("Result", facts));
        List<List<String>> rows = new ArrayList<>();
        List<String> names = new ArrayList<>(List.of(Metrics.TRAIN_LOSS));
        names.addAll(metrics.validationNames());
        for (String name : names) {
            metrics.range(name).ifPresent(range -> rows.add(row(name, range)));
        }
        if (!rows.isEmpty()) {
            List<String> header =
                    List.of("Figure", "Last", "Smallest", "at step", "Largest", "at step");
            sections.add(new Table("Figures", header, rows));
        }
        return sections;
    }

    private static List<String> row(String name, Metrics.Range range) {
        return List.of(
                name,
                Numbers.text(range.last().y()),
                Numbers.text(range.smallest().y()),
                step(range.smallest()),
                Numbers.text(range.largest().y()),
                step(range.largest()));
    }

    /** Where the time went, what was asked for, and where it ran. */
    static List<Section> background(RunRecord run) {
        List<Section> sections = new ArrayList<>();
        List<List<String>> rows = new ArrayList<>();
        for (StepTimes.Part part : StepTimes.Part.values()) {
            RunRecord.PartTimes times = run.times().get(RunRecord.name(part));
            if (times != null) {
                rows.add(
                        List.of(
                                meaning(part),
                                Numbers.count(times.count()),
                                Numbers.seconds(times.medianSeconds()),
                                Numbers.seconds(times.p90Seconds()),
                                Numbers.seconds(times.totalSeconds())));
            }
        }
        if (!rows.isEmpty()) {
            List<String> header =
                    List.of("Part", "Times", "Median", "90th percentile", "All together");
            sections.add(new Table("Times in the last process", header, rows));
        }
        sections.add(new Text("Recipe", run.recipeText()));
        sections.add(new Facts("Provenance", provenance(run.provenance())));
        return sections;
    }

    private static String meaning(StepTimes.Part part) {
        return switch (part) {
            case DATA -> "waiting for data";
            case STEP -> "step: forward, backward, update";
            case FORWARD_BACKWARD ->
                    "forward and backward, by a function of their own in some steps";
            case UPDATE -> "update, as the rest of those steps";
            case VALIDATION -> "validation";
            case CHECKPOINT -> "checkpoint";
        };
    }

    private static Map<String, String> provenance(Provenance provenance) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("Data", provenance.data());
        facts.put("SHA-256 of the data", provenance.dataSha256());
        facts.put("Seed", Long.toString(provenance.seed()));
        facts.put("Backend", provenance.backend());
        facts.put("Java", provenance.jdk());
        facts.put("Steelyard", provenance.sdk());
        Machine machine = provenance.machine();
        if (machine != null) {
            facts.put(
                    "Machine",
                    machine.os()
                            + ", "
                            + machine.architecture()
                            + ", "
                            + machine.cores()
                            + " cores");
        }
        return facts;
    }

    private static String step(Point point) {
        return Numbers.count((long) point.x());
    }
}
