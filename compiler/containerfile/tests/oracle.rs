//! Our reading against that of tree-sitter-containerfile.

use super::*;
use tree_sitter::{Node, Parser};

/// Instructions as tree-sitter sees them: kind, start, and how many heredocs.
fn theirs(text: &str) -> Vec<(String, usize, usize)> {
    let mut parser = Parser::new();
    parser.set_language(&tree_sitter_containerfile::LANGUAGE.into()).unwrap();
    let tree = parser.parse(text, None).unwrap();
    assert!(!tree.root_node().has_error(), "{text}\n{}", tree.root_node().to_sexp());
    let mut cursor = tree.walk();
    let instructions: Vec<Node> = tree.root_node().named_children(&mut cursor).collect();
    let of = |node: &Node| {
        let kind = node.kind().strip_suffix("_instruction")?.to_string();
        Some((kind, node.start_byte(), heredocs(*node)))
    };
    instructions.iter().filter_map(of).collect()
}

fn heredocs(node: Node) -> usize {
    let mut cursor = node.walk();
    let children: Vec<Node> = node.named_children(&mut cursor).collect();
    children.into_iter().map(|child| if child.kind() == "heredoc_block" { 1 } else { heredocs(child) }).sum()
}

fn ours(text: &str) -> Vec<(String, usize, usize)> {
    fn count(instruction: &Instruction) -> usize {
        match &instruction.arguments {
            Arguments::Trigger(trigger) => count(trigger),
            _ => instruction.heredocs.len(),
        }
    }
    let of = |instruction: &Instruction| {
        let kind = format!("{:?}", instruction.keyword).to_lowercase();
        (kind, instruction.span.start as usize, count(instruction))
    };
    good(text).instructions.iter().map(of).collect()
}

#[test]
fn both_see_the_same_instructions() {
    let cases = [
        "FROM a\nRUN one \\\n  # comment\n  two\nUSER b\n",
        "# syntax=docker/dockerfile:1\n\nARG A=1\nFROM a:${A} AS b\n",
        "FROM a\nRUN <<EOF\nFROM b\nUSER c\nEOF\nUSER d\n",
        "FROM a\nRUN <<-'EOF' bash\n\techo $x\n\tEOF\nUSER d\n",
        "FROM a\nCOPY <<ONE <<TWO /x/\n1\nONE\n2\nTWO\nCMD [\"a\", \"b\"]\n",
        "from a as b\ncopy --from=b --chown=1:2 x y /z/\nentrypoint [\"x\"]\n",
        "FROM a\nONBUILD RUN echo x\nENV A=1 \\\n    B=\"2 3\"\nLABEL a.b=c\n",
        "FROM a\nRUN --mount=type=cache,target=/c --mount=type=secret,id=s make\nWORKDIR /x\n",
        "FROM a\nHEALTHCHECK --interval=5s CMD curl x\nEXPOSE 80/tcp\nVOLUME /v\nSTOPSIGNAL SIGTERM\nSHELL [\"sh\", \"-c\"]\n",
        "FROM a\n  # indented comment\n  RUN x && \\\n\n  y\n\nARG B\nMAINTAINER me\n",
    ];
    for case in cases {
        assert_eq!(ours(case), theirs(case), "{case}");
    }
}
