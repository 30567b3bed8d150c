module.exports = require("./causeway-ext-native.linux-x64-gnu.node");
