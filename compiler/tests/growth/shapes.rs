//! Stacks of any size, each of one shape.

use imgc::world::MemoryWorld;

/// A kind of stack.
pub struct Shape {
    pub name: &'static str,
    /// So large that what it takes can be measured.
    pub size: usize,
    pub make: fn(usize) -> MemoryWorld,
}

pub const HEAD: &str = "stack \"s\" { registry \"ghcr.io/a\" }\ntags { tag \"1\" }\n";

pub fn each(n: usize, line: impl Fn(usize) -> String) -> String {
    (0..n).map(line).collect()
}

/// A stack of one file.
pub fn stack(text: String) -> MemoryWorld {
    MemoryWorld::new([("stack.kdl", format!("{HEAD}{text}"))])
}

/// A stack of one image.
pub fn image(body: String) -> MemoryWorld {
    stack(format!("image \"i\" {{\n    from \"debian:12\"\n{body}}}\n"))
}

/// An image whose Dockerfile is there already.
pub fn adopted(dockerfile: String) -> MemoryWorld {
    let stack = format!("{HEAD}image \"i\" {{ dockerfile \"Dockerfile\" }}\n");
    MemoryWorld::new([("stack.kdl", stack), ("Dockerfile", dockerfile)])
}

fn with_files(mut world: MemoryWorld, files: impl Iterator<Item = (String, String)>) -> MemoryWorld {
    world.files.extend(files);
    world
}

const TREE: &str = "stack \"s\" { registry \"ghcr.io/a\" }\nplan \"a\" { prefix \"1.0\" }\nplan \"b\" { prefix \"2.0\" }\n\
    tags { tag \"{prefix}-{git.short}\" }\n";

/// An image of a tree with two plans.
fn tree_image(at: usize, from: &str) -> String {
    format!(
        "image \"img{at}\" {{\n    from {from}\n    arg \"V{at}\" \"1.{at}\" {{ in plan=\"b\" \"2.{at}\" }}\n    env APP=\"img{at}\"\n    \
         packages \"curl\" \"git\"\n    run \"echo $V{at} > /v{at}\"\n    label \"acme.index\"=\"{at}\"\n}}\n"
    )
}

macro_rules! shapes {
    ($all:ident: $($name:literal $size:literal $make:expr;)*) => {
        pub const $all: &[Shape] = &[$(Shape { name: $name, size: $size, make: $make }),*];
    };
}

shapes! { REPAIRED:
    "one mistake" 100 |n| stack("image \"i\" { from \"debian:12\"; packges \"curl\" }\n".to_string()
        + &each(n, |at| format!("image \"img{at}\" {{ from \"debian:12\" }}\n")));
    "a mistake in each image" 60 |n| stack(each(n, |at| format!("image \"img{at}\" {{ from \"debian:12\"; packges \"curl\" }}\n")));
}

shapes! { SHAPES:
    // images and what is between them
    "a tree of images" 150 |n| MemoryWorld::new([("stack.kdl", TREE.to_string() + &each(n, |at| match at {
        0 => tree_image(0, "\"debian:bookworm\""),
        _ => tree_image(at, &format!("image=\"img{}\"", (at - 1) / 4)),
    }))]);
    "a chain of parents" 250 |n| stack(each(n, |at| match at {
        0 => "image \"i0\" { from \"debian:12\"; env A0=\"1\" }\n".to_string(),
        _ => format!("image \"i{at}\" {{ from image=\"i{}\"; env A{at}=\"1\" }}\n", at - 1),
    }));
    "children of one parent" 300 |n| stack("image \"p\" { from \"debian:12\" }\n".to_string()
        + &each(n, |at| format!("image \"i{at}\" {{ from image=\"p\" }}\n")));
    "images with a misspelt parent" 1000 |n| stack(each(n, |at| format!("image \"img{at}\" {{ from image=\"imgg{at}\" }}\n")));
    "images with a misspelt node" 1000 |n| stack(each(n, |at| format!("image \"img{at}\" {{ frmo \"x\" }}\n")));
    "images that use a misspelt component" 700 |n| stack(each(n, |at| format!("component \"comp{at}\" {{ run \"true\" }}\n\
        image \"img{at}\" {{ from \"debian:12\"; use \"comm{at}\" }}\n")));
    "images with a misspelt role" 600 |n| stack(each(n, |at| format!("role \"role{at}\" {{ }}\n\
        image \"img{at}\" {{ from \"debian:12\"; role \"roll{at}\" }}\n")));
    "images that are there twice" 1000 |n| stack(each(n, |at| format!("image \"img{}\" {{ from \"debian:12\" }}\n", at / 2)));
    "images with a Dockerfile that is missing" 500 |n| stack(each(n, |at| format!("image \"img{at}\" {{ dockerfile \"d/{at}/Dockerfile\" }}\n")));
    "copies from many images" 200 |n| stack(each(n, |at| format!("image \"b{at}\" {{ from \"debian:12\" }}\n"))
        + "image \"i\" {\n    from \"debian:12\"\n" + &each(n, |at| format!("    copy \"/a\" \"/b{at}\" image=\"b{at}\"\n")) + "}\n");
    // what one image has
    "properties of one node" 8000 |n| image(format!("    env {}\n", each(n, |at| format!(" A{at}=\"1\""))));
    "labels of one node" 4000 |n| image(format!("    label {}\n", each(n, |at| format!(" \"a.l{at}\"=\"1\""))));
    "many env" 900 |n| image(each(n, |at| format!("    env A{at}=\"1\"\n")));
    "many args" 700 |n| image(each(n, |at| format!("    arg \"A{at}\" \"1\"\n")) + &format!("    run \"echo {}\"\n", each(n, |at| format!(" $A{at}"))));
    "many args that are not used" 800 |n| image(each(n, |at| format!("    arg \"A{at}\" \"1\"\n")));
    "a chain of args" 90 |n| image("    arg \"A0\" \"1\"\n".to_string()
        + &each(n, |at| format!("    arg \"A{}\" \"{{A{at}}}\"\n", at + 1)) + &format!("    run \"echo $A{n}\"\n"));
    "many runs" 900 |n| image(each(n, |at| format!("    run \"echo {at}\"\n")));
    "many variables of one run" 8000 |n| image(format!("    run \"echo {}\"\n", each(n, |at| format!(" $VAR{at}"))));
    "many assignments in one run" 4000 |n| image(format!("    run \"{}true\"\n", each(n, |at| format!("V{at}=1; echo $V{at}; "))));
    "many tags" 900 |n| stack(format!("image \"i\" {{\n    from \"debian:12\"\n    tags {{\n{}    }}\n}}\n", each(n, |at| format!("        tag \"t{at}\"\n"))));
    "many tags at moments" 500 |n| stack(format!("image \"i\" {{\n    from \"debian:12\"\n    tags {{\n{}    }}\n}}\n",
        each(n, |at| format!("        on branch=\"b{at}\" {{ tag \"t\" }}\n"))));
    "many matches" 400 |n| stack(format!("image \"i\" {{\n    from \"debian:12\"\n    tags {{\n{}    }}\n}}\n",
        each(n, |at| format!("        on branch=\"b{at}\" {{ match #\"t[0-9]+\"#; tag \"t{at}\" }}\n"))));
    "many packages" 3000 |n| image(format!("    packages {}\n", each(n, |at| format!(" \"pkg{at}\""))));
    "many pip packages" 3000 |n| image(format!("    pip {}\n", each(n, |at| format!(" \"pkg{at}==1\""))));
    "many nodes of packages" 900 |n| image(each(n, |at| format!("    packages \"pkg{at}\"\n")));
    "many copies" 900 |n| image(each(n, |at| format!("    copy \"src{at}\" \"/src{at}\"\n")));
    "many copy sources" 3000 |n| image(format!("    copy {} \"/dst/\"\n", each(n, |at| format!(" \"src{at}\""))));
    "many stages" 450 |n| image(each(n, |at| format!("    stage \"s{at}\" {{ from \"debian:12\"; run \"true\" }}\n    copy \"/a\" \"/a{at}\" stage=\"s{at}\"\n")));
    "a chain of stages" 450 |n| image("    stage \"s0\" { from \"debian:12\" }\n".to_string()
        + &each(n, |at| format!("    stage \"s{}\" {{ from stage=\"s{at}\"; env A{at}=\"1\" }}\n", at + 1)) + &format!("    copy \"/a\" \"/a\" stage=\"s{n}\"\n"));
    "many tests" 900 |n| image(each(n, |at| format!("    test \"t{at}\" \"true\"\n")));
    "many mounts" 2000 |n| image(format!("    run \"true\" {{\n{}    }}\n", each(n, |at| format!("        cache \"/c{at}\"\n"))));
    "many named contexts" 240 |n| image(each(n, |at| format!("    context \"c{at}\" \"c{at}\"\n")));
    "many nodes that do not exist" 4000 |n| image(each(n, |at| format!("    nothing{at} \"x\"\n")));
    "many properties that do not exist" 900 |n| image(each(n, |at| format!("    run \"x\" nothing{at}=1\n")));
    // axes
    "an axis of many values" 800 |n| stack(format!("image \"i\" {{\n    from \"debian:12\"\n    axis \"a\" {}\n    tags replace=#true {{ tag \"{{a}}\" }}\n    run \"echo $a\"\n}}\n",
        each(n, |at| format!(" \"v{at}\""))));
    "an axis of many values, with a Dockerfile for each" 300 |n| stack(format!("image \"i\" {{\n    from \"debian:12\"\n    axis \"a\" {}\n    tags replace=#true {{ tag \"{{a}}\" }}\n    entrypoint \"{{a}}\"\n}}\n",
        each(n, |at| format!(" \"v{at}\""))));
    "many axes of one value" 400 |n| image(each(n, |at| format!("    axis \"a{at}\" \"v\"\n")));
    "axes that are taken along a chain" 150 |n| stack("axis \"a\" \"x\" \"y\"\n".to_string() + &each(n, |at| match at {
        0 => "image \"i0\" { from \"debian:12\"; axis \"a\"; tags replace=#true { tag \"{a}\" } }\n".to_string(),
        _ => format!("image \"i{at}\" {{ from image=\"i{}\"; axis \"a\"; tags replace=#true {{ tag \"{{a}}\" }} }}\n", at - 1),
    }));
    "many selectors" 900 |n| image(each(n, |at| format!("    in image=\"i\" {{ env A{at}=\"1\" }}\n")));
    "many selectors that never hold" 900 |n| image(each(n, |at| format!("    in image=\"other{at}\" {{ env A{at}=\"1\" }}\n")));
    "many excludes" 400 |n| stack(format!("{}image \"i\" {{\n    from \"debian:12\"\n    axis \"a\" \"v0\" \"v1\" \"v2\" \"v3\"\n    tags replace=#true {{ tag \"{{a}}\" }}\n}}\n",
        each(n, |at| format!("exclude image=\"i\" a=\"v{}\"\n", at % 3))));
    "alternatives of one selector" 2000 |n| image(format!("    in image=\"i{}\" {{ run \"true\" }}\n", each(n, |at| format!("|n{at}"))));
    // the stack's own
    "stack args and images" 300 |n| stack(each(n, |at| format!("arg \"A{at}\" \"{at}\"\nimage \"img{at}\" {{ from \"debian:12\"; run \"echo $A{at}\" }}\n")));
    "stack args that are not used" 2000 |n| stack(each(n, |at| format!("arg \"A{at}\" \"{at}\"\n")) + "image \"i\" { from \"debian:12\" }\n");
    "groups and images" 300 |n| stack(each(n, |at| format!("image \"img{at}\" {{ from \"debian:12\" }}\ngroup \"g{at}\" image=\"img{at}\"\n")));
    "components and images" 300 |n| stack(each(n, |at| format!("component \"c{at}\" {{ param \"p\" \"1\"; run \"echo {{p}}\" }}\nimage \"img{at}\" {{ from \"debian:12\"; use \"c{at}\" p=\"2\" }}\n")));
    "a chain of components" 25 |n| stack("component \"c0\" { run \"true\" }\n".to_string()
        + &each(n, |at| format!("component \"c{}\" {{ use \"c{at}\" }}\n", at + 1)) + &format!("image \"i\" {{ from \"debian:12\"; use \"c{n}\" }}\n"));
    "components that are not used" 2000 |n| stack(each(n, |at| format!("component \"c{at}\" {{ run \"true\" }}\n")) + "image \"i\" { from \"debian:12\" }\n");
    "promotions and tests" 200 |n| stack(each(n, |at| format!("image \"img{at}\" {{ from \"debian:12\"; test \"t{at}\" \"true\"; tags {{ promote needs=\"t{at}\" {{ tag \"stable\" }} }} }}\n")));
    "branches of many images" 300 |n| stack("tags { tag \"{git.branch.slug}\" }\n".to_string() + &each(n, |at| format!("image \"img{at}\" {{ from \"debian:12\" }}\n")));
    "branches of many builds" 400 |n| MemoryWorld::new([("stack.kdl", format!("stack \"s\" {{ registry \"ghcr.io/a\" }}\ntags {{ tag \"{{a}}-{{git.branch.slug}}\" }}\nimage \"i\" {{\n    from \"debian:12\"\n    axis \"a\" {}\n}}\n",
        each(n, |at| format!(" \"v{at}\""))))]);
    "policies and images" 200 |n| stack(each(n, |at| format!("policy \"p{at}\" {{ deny package=\"nothing{at}\" reason=\"x\" }}\nimage \"img{at}\" {{ from \"debian:12\"; packages \"curl\" }}\n")));
    // texts
    "comments" 40000 |n| stack("image \"i\" { from \"debian:12\" }\n".to_string() + &each(n, |at| format!("// {at}\n")));
    "comments in one block" 20000 |n| image(each(n, |at| format!("    // {at}\n")));
    "commented nodes" 10000 |n| image(each(n, |at| format!("    /- run \"echo {at}\"\n")));
    "a long line" 200000 |n| image(format!("    run \"echo {}\"\n", "x".repeat(n)));
    "a string of escapes" 40000 |n| image(format!("    env A=\"{}\"\n", "\\u{e9}".repeat(n)));
    "a string of many lines" 2500 |n| image(format!("    run #\"\"\"\n{}        \"\"\"#\n", each(n, |at| format!("        echo {at}\n"))));
    "blocks that are never closed" 1000 |n| stack(each(n, |at| format!("image \"i{at}\" {{ from \"debian:12\"\n")));
    "nodes that are broken" 3000 |n| stack(each(n, |at| format!("image \"i{at}\" = \"x\"\n")));
    "braces" 100000 |n| stack("{".repeat(n));
    // files
    "includes" 300 |n| with_files(stack("include \"i/*.kdl\"\n".to_string()), (0..n).map(|at| (format!("i/{at}.kdl"), format!("image \"img{at}\" {{ from \"debian:12\" }}\n"))));
    "includes by name" 300 |n| with_files(stack(each(n, |at| format!("include \"i/{at}.kdl\"\n"))), (0..n).map(|at| (format!("i/{at}.kdl"), format!("image \"img{at}\" {{ from \"debian:12\" }}\n"))));
    "includes that are missing" 600 |n| with_files(stack(each(n, |at| format!("include \"i/{at}.kdll\"\n"))), (0..n).map(|at| (format!("i/{at}.kdl"), String::new())));
    "files of a context" 10000 |n| with_files(image("    copy \"src\" \"/src\"\n".to_string()), (0..n).map(|at| (format!("src/{at}"), String::new())));
    "copies from a context of many files" 900 |n| with_files(image(each(n, |at| format!("    copy \"src/{at}\" \"/src{at}\"\n"))), (0..n).map(|at| (format!("src/{at}"), String::new())));
    "globs in a context of many files" 100 |n| with_files(image(each(n, |at| format!("    copy \"src/{at}*\" \"/src{at}/\"\n"))), (0..n).map(|at| (format!("src/{at}"), String::new())));
    // Dockerfiles
    "instructions" 3000 |n| adopted("FROM debian:12\n".to_string() + &each(n, |at| format!("RUN echo {at}\n")));
    "ENV" 3000 |n| adopted("FROM debian:12\n".to_string() + &each(n, |at| format!("ENV A{at}=1\n")));
    "pairs of one ENV" 5000 |n| adopted(format!("FROM debian:12\nENV {}\n", each(n, |at| format!(" A{at}=1"))));
    "ENV that is made of the one before" 2000 |n| adopted("FROM debian:12\nENV A0=1\n".to_string() + &each(n, |at| format!("ENV A{}=$A{at}\n", at + 1)));
    "ARG before FROM" 2000 |n| adopted(each(n, |at| format!("ARG A{at}=1\n")) + "FROM debian:12\n" + &each(n, |at| format!("ARG A{at}\n")));
    "LABEL" 3000 |n| adopted("FROM debian:12\n".to_string() + &each(n, |at| format!("LABEL a{at}=1\n")));
    "WORKDIR that goes deeper" 600 |n| adopted("FROM debian:12\nWORKDIR /\n".to_string() + &each(n, |_| "WORKDIR a\n".to_string()));
    "COPY" 1500 |n| adopted("FROM debian:12\n".to_string() + &each(n, |at| format!("COPY a{at} /a{at}\n")));
    "here-documents" 2000 |n| adopted("FROM debian:12\n".to_string() + &each(n, |at| format!("RUN <<E\necho {at}\nE\n")));
    "here-documents that never end" 2000 |n| adopted("FROM debian:12\n".to_string() + &each(n, |at| format!("RUN <<E{at}\necho\n")));
    "stages of a Dockerfile" 450 |n| adopted(each(n, |at| format!("FROM debian:12 AS s{at}\nENV A{at}=1\n")) + &each(n, |at| format!("COPY --from=s{at} /a /a{at}\n")));
    "a chain of stages of a Dockerfile" 450 |n| adopted("FROM debian:12 AS s0\n".to_string() + &each(n, |at| format!("FROM s{at} AS s{}\nENV A{at}=1\n", at + 1)));
    "continuations" 10000 |n| adopted(format!("FROM debian:12\nRUN true{}\n", each(n, |at| format!(" && \\\n    echo {at}"))));
    "flags" 3000 |n| adopted(format!("FROM debian:12\nRUN {} true\n", each(n, |at| format!(" --mount=type=cache,target=/c{at}"))));
    "words of one JSON array" 5000 |n| adopted(format!("FROM debian:12\nCMD [{}\"x\"]\n", each(n, |at| format!("\"{at}\","))));
    "instructions that do not exist" 1500 |n| adopted("FROM debian:12\n".to_string() + &each(n, |at| format!("RUNN echo {at}\n")));
    "many adopted Dockerfiles" 200 |n| with_files(stack(each(n, |at| format!("image \"img{at}\" {{ dockerfile \"d/{at}/Dockerfile\"; context \"d/{at}\" }}\n"))),
        (0..n).map(|at| (format!("d/{at}/Dockerfile"), "FROM debian:12\nCOPY a /a\nRUN true\n".to_string()))
            .chain((0..n).map(|at| (format!("d/{at}/a"), String::new()))));
    // shell
    "parentheses of shell" 10000 |n| adopted(format!("FROM debian:12\nRUN {}true{}\n", "(".repeat(n), ")".repeat(n)));
    "here-documents of shell" 2000 |n| image(format!("    run #\"\"\"\n{}        \"\"\"#\n", each(n, |at| format!("        cat <<E{at} > /a\n        $X\n        E{at}\n"))));
}
