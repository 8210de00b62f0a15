// Unpacks Chromium with its libraries and fonts into $TMPDIR. The package adds the libraries only where it
// believes itself on Amazon's Lambda.
process.env.AWS_EXECUTION_ENV = "AWS_Lambda_nodejs24.x";
const { default: chromium } = await import("@sparticuz/chromium");
console.log(await chromium.executablePath());
