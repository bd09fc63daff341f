package io.steelyard.run.report;

/** How a report looks. The colours of lines are told apart with any kind of colour vision. */
final class StyleSheet {
    /** The colours of Okabe and Ito (2008), darker or lighter where the background asks for it. */
    static final String CSS =
            """
            :root { color-scheme: light dark; --back: #ffffff; --ink: #1b1f24; --faint: #667080;
              --rule: #dfe3e8; --panel: #f6f7f9; --right: 0,114,178; --wrong: 213,94,0;
              --c0: #0072b2; --c1: #d55e00; --c2: #009e73; --c3: #b5578f;
              --c4: #b27a00; --c5: #2f8fc4; --c6: #6b6b6b; --c7: #8c5a2b }
            @media (prefers-color-scheme: dark) {
              :root { --back: #14171b; --ink: #e4e7eb; --faint: #98a2b0; --rule: #313840;
                --panel: #1c2026; --right: 86,180,233; --wrong: 240,140,60;
                --c0: #56b4e9; --c1: #f08c3c; --c2: #2fc79a; --c3: #e39cc3;
                --c4: #e6b23c; --c5: #9ad2f2; --c6: #b8b8b8; --c7: #cfa27a } }
            body { margin: 2rem auto; max-width: 60rem; padding: 0 1rem; background: var(--back);
              color: var(--ink); font: 15px/1.5 system-ui, sans-serif }
            h1 { font-size: 1.6rem; margin: 0 } h2 { font-size: 1.1rem; margin: 2rem 0 .6rem }
            .lead { color: var(--faint); margin: .3rem 0 0 }
            dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1.2rem; margin: 0 }
            dt { color: var(--faint) } dd { margin: 0; overflow-wrap: anywhere }
            .wide { overflow-x: auto }
            table { border-collapse: collapse; font-variant-numeric: tabular-nums }
            th, td { padding: .2rem .7rem; border-bottom: 1px solid var(--rule); text-align: left }
            th { font-weight: 600; color: var(--faint) } td.number { text-align: right }
            td.text { min-width: 6rem } th { white-space: nowrap }
            pre { background: var(--panel); border: 1px solid var(--rule); padding: .8rem;
              overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere;
              font: 13px/1.45 ui-monospace, monospace }
            svg { display: block; width: 100%; height: auto }
            svg text { font: 12px system-ui, sans-serif; fill: var(--faint) }
            .grid { stroke: var(--rule) } .axis { stroke: var(--faint) }
            polyline { fill: none; stroke-width: 1.8; stroke-linejoin: round }
            circle { stroke: none } .line { stroke-width: 3 } .dashed { stroke-dasharray: 5 3 }
            .c0 { stroke: var(--c0) } .c1 { stroke: var(--c1) } .c2 { stroke: var(--c2) }
            .c3 { stroke: var(--c3) } .c4 { stroke: var(--c4) } .c5 { stroke: var(--c5) }
            .c6 { stroke: var(--c6) } .c7 { stroke: var(--c7) }
            circle.c0 { fill: var(--c0) } circle.c1 { fill: var(--c1) } circle.c2 { fill: var(--c2) }
            circle.c3 { fill: var(--c3) } circle.c4 { fill: var(--c4) } circle.c5 { fill: var(--c5) }
            circle.c6 { fill: var(--c6) } circle.c7 { fill: var(--c7) }
            .legend { list-style: none; display: flex; flex-wrap: wrap; gap: .2rem 1.4rem;
              padding: 0 0 0 4.5rem; margin: 0 }
            .legend svg { display: inline-block; width: 28px; height: 8px; margin-right: .5rem;
              vertical-align: middle }
            .matrix td { text-align: right; min-width: 1.4rem }
            .matrix td.right { background: rgba(var(--right), calc(var(--share) * .55)) }
            .matrix td.wrong { background: rgba(var(--wrong), calc(var(--share) * 1.4)) }
            .gallery { display: flex; flex-wrap: wrap; gap: .8rem }
            figure { margin: 0; width: 9rem } figcaption { font-size: 12px; color: var(--faint);
              overflow-wrap: anywhere }
            img { image-rendering: pixelated; max-width: 100% }
            """;

    private StyleSheet() {}
}
